#include "corpus/corpus.h"

#include "autograd/saved.h"
#include "corpus/rules.h"
#include "corpus/stories.h"

#include <string.h>

static const slm_corpus corpora[] = {
#define SLM_X(id, name, language, lines, summary, write, right, stories)                           \
    {name, language, summary, lines, write, right, stories},
#include "corpus/corpus.def"
#undef SLM_X
};

size_t slm_corpus_count(void) { return sizeof corpora / sizeof *corpora; }

const slm_corpus *slm_corpus_at(size_t i) { return i < slm_corpus_count() ? &corpora[i] : NULL; }

const slm_corpus *slm_corpus_named(const char *name) {
    for (size_t i = 0; name && i < slm_corpus_count(); i++)
        if (!strcmp(corpora[i].name, name)) return &corpora[i];
    return NULL;
}

const char *slm_corpus_name(const slm_corpus *corpus) { return corpus ? corpus->name : ""; }
const char *slm_corpus_language(const slm_corpus *corpus) { return corpus ? corpus->language : ""; }
const char *slm_corpus_summary(const slm_corpus *corpus) { return corpus ? corpus->summary : ""; }
bool slm_corpus_is_list(const slm_corpus *corpus) { return corpus && !corpus->write; }

slm_status slm_corpus_write(slm_ctx *slm, const slm_corpus *corpus, uint64_t seed, size_t lines,
                            slm_bytes *out) {
    if (!slm) return SLM_E_NULL;
    if (!corpus || !out)
        return slm_fail_null(&slm->error, "corpus", corpus ? "where the text goes" : "the corpus");
    if (!corpus->write)
        return SLM_FAIL(&slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "corpus"),
                        SLM_TEXT("what", corpus->name),
                        SLM_TEXT("rule", "it lists facts, which are read from its file"));
    if (corpus->lines && lines > corpus->lines)
        return slm_fail_value(&slm->error, "corpus", "the number of lines", (double)lines,
                              "at most the number of different lines there are");
    slm_rng rng = slm_rng_seeded(seed);
    slm_writer w = slm_writer_start(&slm->memory);
    corpus->write(corpus, &rng, lines, &w);
    return slm_hand_over(slm, &w, out, "corpus");
}

bool slm_next_line(slm_line *text, slm_line *line) {
    const char *end = text->length ? memchr(text->text, '\n', text->length) : NULL;
    if (!end) return false;
    *line = (slm_line){text->text, (size_t)(end - text->text)};
    text->text = end + 1;
    text->length -= line->length + 1;
    return true;
}

static bool has_line(slm_line text, slm_line line) {
    for (slm_line each; slm_next_line(&text, &each);)
        if (each.length == line.length && !memcmp(each.text, line.text, line.length)) return true;
    return false;
}

slm_status slm_corpus_grade(slm_ctx *slm, const slm_corpus *corpus, const char *training,
                            size_t training_length, const char *written, size_t written_length,
                            slm_grade *grade) {
    if (!slm) return SLM_E_NULL;
    if (!corpus || !grade)
        return slm_fail_null(&slm->error, "grade", corpus ? "the grade" : "the corpus");
    if ((training_length && !training) || (written_length && !written))
        return slm_fail_null(&slm->error, "grade",
                             written_length && !written ? "the written text" : "the training text");
    const slm_line known = {training, training_length};
    slm_line rest = {written, written_length};
    *grade = (slm_grade){0};
    for (slm_line line; slm_next_line(&rest, &line);) {
        grade->lines++;
        if (!corpus->right(corpus, line, known)) continue;
        grade->right++;
        if (has_line(known, line)) grade->copied++;
    }
    return SLM_OK;
}
