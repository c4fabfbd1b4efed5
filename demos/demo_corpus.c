/* Corpora with known rules: some lines of each that the engine writes, and how lines of one's own
 * are graded.
 *
 *     demo_corpus                     a sample of each
 *     demo_corpus sums 7 1800         1800 sums drawn with seed 7, for a file to train on */
#include "slm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print_lines(slm_ctx *slm, const slm_corpus *corpus, uint64_t seed, size_t lines) {
    slm_bytes text;
    if (slm_corpus_write(slm, corpus, seed, lines, &text)) {
        fprintf(stderr, "%s\n", slm_error_text(slm));
        return 1;
    }
    fwrite(text.data, 1, text.length, stdout);
    slm_bytes_free(slm, &text);
    return 0;
}

static int print_samples(slm_ctx *slm) {
    for (size_t i = 0; i < slm_corpus_count(); i++) {
        const slm_corpus *corpus = slm_corpus_at(i);
        printf("%s: %s\n", slm_corpus_name(corpus), slm_corpus_summary(corpus));
        if (!slm_corpus_is_list(corpus) && print_lines(slm, corpus, 1, 3)) return 1;
    }
    static const char training[] = "1+1=2\n", written[] = "1+1=2\n20+22=42\n20+22=24\n";
    slm_grade grade;
    if (slm_corpus_grade(slm, slm_corpus_named("sums"), training, strlen(training), written,
                         strlen(written), &grade))
        return 1;
    printf("of %zu lines %zu are right, %zu of them copied\n", grade.lines, grade.right,
           grade.copied);
    return 0;
}

int main(int count, char **argument) {
    slm_ctx *slm = slm_create(NULL);
    int code = 2;
    if (count == 1) {
        code = print_samples(slm);
    } else if (count == 4) {
        const slm_corpus *corpus = slm_corpus_named(argument[1]);
        if (corpus)
            code = print_lines(slm, corpus, strtoull(argument[2], NULL, 10),
                               (size_t)strtoull(argument[3], NULL, 10));
        else
            fprintf(stderr, "there is no corpus named %s\n", argument[1]);
    } else {
        fprintf(stderr, "usage: demo_corpus [NAME SEED LINES]\n");
    }
    slm_destroy(slm);
    return code;
}
