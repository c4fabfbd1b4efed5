/* Where data come from: one block for each built-in set, listed once in source.c. */
#ifndef SLM_DATA_SOURCE_H
#define SLM_DATA_SOURCE_H

#include "autograd/context.h"

/* Losses: SLM_X(code, name) */
#define SLM_LOSSES                                                                                 \
    SLM_X(MSE, "mse")                                                                              \
    SLM_X(BCE, "bce")                                                                              \
    SLM_X(CROSS_ENTROPY, "cross_entropy")

typedef enum {
#define SLM_X(code, name) SLM_LOSS_##code,
    SLM_LOSSES
#undef SLM_X
        SLM_LOSS_COUNT
} slm_loss;

const char *slm_loss_name(slm_loss loss); /* "" when unknown */

/* Weights of a network of one size that data are known with: the worked example. */
typedef struct {
    size_t inputs, hidden, outputs;
    const double *weight1, *bias1, *weight2, *bias2; /* (in, out) and (out), row by row */
} slm_given_weights;

typedef struct {
    const char *name, *says;
    const char *task;                /* of the trainer: what is learned from these data */
    size_t inputs, outputs, classes; /* as in slm_dataset */
    slm_loss loss;                   /* what the set is usually trained with */
    size_t rows;                     /* 0: as many as wanted */
    float low[2], high[2];           /* of the inputs, to draw them */
    float target[2];                 /* low and high, of y without noise */

    /* Row i: x gets `inputs` numbers, y `outputs` targets or the class. Draws the same count of
     * random numbers whatever the noise, so that more noise moves the same points. NULL: the
     * points are the caller's, or there are none. */
    void (*draw)(slm_rng *rng, size_t i, double noise, double *x, double *y);
    const slm_given_weights *given; /* NULL: none */
} slm_source;

const slm_source *slm_source_at(size_t i); /* NULL past the end */
int slm_source_named(const char *name);    /* -1: none */

extern const slm_source slm_source_quadrants, slm_source_circle, slm_source_xor,
    slm_source_gaussians, slm_source_spiral, slm_source_moons, slm_source_three; /* classes */
extern const slm_source slm_source_line, slm_source_plane, slm_source_by_hand;   /* regression */
extern const slm_source slm_source_square; /* no data: the function y = x*x + x itself */
extern const slm_source slm_source_own;    /* the caller's points */

/* An empty set of that size in `arena`, to be filled. False when out of memory. */
typedef struct {
    slm_dataset data;
    slm_real *x, *y;
    int32_t *label;
} slm_rows;
bool slm_rows_alloc(slm_arena *arena, slm_rows *rows, size_t count, size_t inputs, size_t outputs,
                    size_t classes);

/* Draws from a source that has a `draw`. The first rows are the training rows: rows are drawn one
 * like the other, so a first part is as good as any. */
bool slm_source_draw(const slm_source *source, slm_arena *arena, const slm_dataset_options *options,
                     slm_dataset *out);

#endif
