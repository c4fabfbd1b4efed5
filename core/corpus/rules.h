/* The rules of the corpora: how a line is written, and whether a line is right. */
#ifndef SLM_CORPUS_RULES_H
#define SLM_CORPUS_RULES_H

#include "base/bytes.h"
#include "base/rng.h"
#include "corpus/corpus.h"

#include <stdbool.h>

/* Bytes of a text, without the line feed when they are a line. */
typedef struct {
    const char *text;
    size_t length;
} slm_line;

typedef struct slm_stories slm_stories; /* stories.h */

struct slm_corpus {
    const char *name, *language, *summary;
    size_t lines; /* that differ; 0: no practical limit */
    void (*write)(const slm_corpus *corpus, slm_rng *rng, size_t lines, slm_writer *out);
    bool (*right)(const slm_corpus *corpus, slm_line line, slm_line training);
    const slm_stories *stories;
};

/* Takes the next line off the text. False at the end, and for what no line feed ends. */
bool slm_next_line(slm_line *text, slm_line *line);

enum { SLM_SUM_OPERANDS = 50 }; /* numbers that are added are below */

void slm_write_sums(const slm_corpus *corpus, slm_rng *rng, size_t lines, slm_writer *out);
bool slm_right_sum(const slm_corpus *corpus, slm_line line, slm_line training);

void slm_write_brackets(const slm_corpus *corpus, slm_rng *rng, size_t lines, slm_writer *out);
bool slm_right_brackets(const slm_corpus *corpus, slm_line line, slm_line training);

void slm_write_stories(const slm_corpus *corpus, slm_rng *rng, size_t lines, slm_writer *out);
bool slm_right_story(const slm_corpus *corpus, slm_line line, slm_line training);

bool slm_right_by_place(const slm_corpus *corpus, slm_line line, slm_line training);
bool slm_right_by_threes(const slm_corpus *corpus, slm_line line, slm_line training);

#endif
