/* Sampling: from logits to the next token, and from there to a text. Included by slm.h. */
#ifndef SLM_SAMPLING_SAMPLING_H
#define SLM_SAMPLING_SAMPLING_H

#include "sampling/generation.h"
#include "transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Applied in this order:
 *
 *   temperature  p = softmax(logits / temperature): below 1 the likely becomes likelier, above 1
 *                all become more alike; 0: always the likeliest, of equal ones the first
 *
 *   top_k        only the k likeliest (Fan, Lewis and Dauphin, "Hierarchical neural story
 *                generation", 2018), of equal ones the first; 0: all
 *
 *   top_p        of these the fewest likeliest whose probabilities, scaled up to sum 1, reach p,
 *                to a millionth of it (Holtzman et al., "The curious case of neural text
 *                degeneration", 2020); 0 or 1: all
 *
 * Zeroed it takes the likeliest; SLM_SAMPLING_DEFAULTS draws from the model's own distribution. */
typedef struct {
    double temperature; /* 0 or more, and finite */
    size_t top_k;
    double top_p; /* 0 to 1 */
} slm_sampling;
#define SLM_SAMPLING_DEFAULTS ((slm_sampling){.temperature = 1})

/* Draws one of `count` tokens with one of the context's random numbers, none at temperature 0. The
 * bits do not depend on the machine. VALUE for options out of range, for no logits, and when one is
 * NaN or all are -inf; -inf alone is a token that cannot come. */
slm_status slm_sample(slm_ctx *slm, const slm_real *logits, size_t count, const slm_sampling *how,
                      int32_t *token);

/* Continues a text: tokens[0 .. count) are given, 1 or more, tokens[count .. length) are written
 * one by one, each drawn from the model's logits for the last options.context tokens before it.
 * Uses a cached slm_generation that is forgotten at the end. On error the tokens written so far
 * stay; *written, unless NULL, is their number. */
slm_status slm_generate(slm_ctx *slm, const slm_transformer *model, int32_t *tokens, size_t count,
                        size_t length, const slm_sampling *how, size_t *written);

#ifdef __cplusplus
}
#endif

#endif
