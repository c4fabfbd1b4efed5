/* Corpora with known rules: texts to train a language model on, and the share of what it then
 * writes that follows the rule. A falling loss shows that a model predicts; this share shows
 * whether it understood. Included by slm.h.
 *
 * A corpus is a text of lines, each ending in a line feed. Most are written here from a seed. Those
 * that list facts, such as names, stand in demos/data/ and are read by the caller. */
#ifndef SLM_CORPUS_CORPUS_H
#define SLM_CORPUS_CORPUS_H

#include "base/types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct slm_corpus slm_corpus; /* static: it needs no freeing */

size_t slm_corpus_count(void);
const slm_corpus *slm_corpus_at(size_t i);             /* NULL past the end */
const slm_corpus *slm_corpus_named(const char *name);  /* NULL if there is none of that name */
const char *slm_corpus_name(const slm_corpus *corpus); /* "sums"; static; "" for NULL, as below */
const char *slm_corpus_language(const slm_corpus *corpus); /* "ko", "en"; "" for signs only */
const char *slm_corpus_summary(const slm_corpus *corpus);  /* its rule in one sentence */
bool slm_corpus_is_list(const slm_corpus *corpus); /* facts: slm_corpus_write refuses them */

/* Writes `lines` lines drawn with `seed`: the same seed gives the same bytes on every machine. The
 * context's own random numbers are not used. The caller frees the buffer with slm_bytes_free.
 * VALUE when the corpus has fewer different lines (sums), STRUCTURE for a list. */
slm_status slm_corpus_write(slm_ctx *slm, const slm_corpus *corpus, uint64_t seed, size_t lines,
                            slm_bytes *out);

typedef struct {
    size_t lines;  /* whole lines of the written text; an unfinished last one does not count */
    size_t right;  /* of these, lines that follow the rule */
    size_t copied; /* of the right ones, lines that the training text has, letter for letter */
} slm_grade;

/* Grades a written text. `training` is the text the model was trained on: it tells copies from new
 * lines, and for a list it is what the rule is read from. Takes time in proportion to the product
 * of both lengths; allocates nothing. */
slm_status slm_corpus_grade(slm_ctx *slm, const slm_corpus *corpus, const char *training,
                            size_t training_length, const char *written, size_t written_length,
                            slm_grade *grade);

#ifdef __cplusplus
}
#endif

#endif
