/* Data sets of points, drawn from a seed. Included by slm.h. */
#ifndef SLM_DATA_DATASET_H
#define SLM_DATA_DATASET_H

#include "base/types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SLM_DATA_ROWS = 2000,  /* at most, training and test together */
    SLM_DATA_INPUTS = 16,  /* at most */
    SLM_DATA_OUTPUTS = 16, /* at most */
    SLM_DATA_CLASSES = 8   /* at most */
};

/* Rows 0 to train - 1 are for training, the next `test` rows for testing. */
typedef struct {
    size_t train, test;
    size_t inputs;
    size_t outputs;       /* columns of y */
    size_t classes;       /* 0: regression, else 2 or more */
    const slm_real *x;    /* (train + test, inputs) */
    const slm_real *y;    /* (train + test, outputs): targets; for classes one column 0, 1, ... */
    const int32_t *label; /* (train + test) classes; NULL for regression */
} slm_dataset;

typedef struct {
    size_t samples;    /* rows, 1 to SLM_DATA_ROWS */
    double noise;      /* standard deviation added to the points (classes) or targets, 0 to 2 */
    double test_ratio; /* share of the rows kept for testing, 0 to 0.9, rounded down */
    uint64_t seed;     /* the same seed gives the same numbers, in either build */
} slm_dataset_options;

/* Draws one of the built-in sets (slm_describe_config lists them: "quadrants", "line", "circle",
 * ...). The arrays live as long as the context. */
slm_status slm_dataset_make(slm_ctx *slm, slm_dataset *data, const char *name,
                            const slm_dataset_options *options);

#ifdef __cplusplus
}
#endif

#endif
