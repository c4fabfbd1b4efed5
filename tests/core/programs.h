/* Small graphs of several operations: chains, diamonds, repeated operands, and the blocks that
 * networks are made of. What holds for one operation must hold for these. */
#ifndef SLM_TESTS_PROGRAMS_H
#define SLM_TESTS_PROGRAMS_H

#include "slm.h"

typedef struct {
    const char *name;
    slm_tensor *(*record)(slm_ctx *slm); /* NULL: the error stands. Same values in every context. */
} program;

extern const program programs[];
extern const size_t program_count;

/* A parameter or leaf with values of size 0.3 to 1.1 drawn from `seed`. A parameter of that name is
 * made only once, so a program may be recorded again in the same context. */
slm_tensor *program_leaf(slm_ctx *slm, uint64_t seed, int rank, const size_t *shape);
slm_tensor *program_parameter(slm_ctx *slm, const char *name, uint64_t seed, int rank,
                              const size_t *shape);

/* 8 points, 2-5-1, relu, mean squared error; parameters w1 b1 w2 b2 */
slm_tensor *program_mlp(slm_ctx *slm);

/* Causal attention of one head over (T,D) = (4,3), with dropout on the weights. */
slm_tensor *program_attention(slm_ctx *slm);

/* Embedding, layer norm and cross-entropy with an ignored row. */
slm_tensor *program_language(slm_ctx *slm);

#endif
