/* Looking at a recorded graph: gradcheck, statistics, a description as JSON, bytes. Included by
 * slm.h. */
#ifndef SLM_INSPECT_INSPECT_H
#define SLM_INSPECT_INSPECT_H

#include "base/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Gradcheck --- */

typedef struct {
    double h;         /* step, relative to max(1, |x|); 0: 6e-6 in double, 5e-3 in float */
    double tolerance; /* 0: 1e-6 in double, 5e-2 in float */
    uint64_t seed;    /* of the random upstream gradient used when the output is not a scalar */
} slm_gradcheck_options;

typedef struct {
    bool passed;      /* error <= tolerance; false when anything is NaN */
    size_t checked;   /* elements; of these, */
    size_t kinks;     /* no difference says anything about: see below */
    slm_tensor *leaf; /* the worst of the others; NULL when there is none: */
    size_t element;
    double analytic, numeric;
    double
        error; /* |a-n| / max(|a|, |n|, 1e-3 of the leaf's largest |a|); no more than the tolerance
                  where all of the leaf's gradient is no more than rounding makes of a difference */
} slm_gradcheck_report;

/* Compares backward with central differences, for every element of `leaf` (NULL: of every leaf that
 * output depends on and that requires a gradient) or for one element. Afterwards tape and leaves
 * are bit-unchanged. options may be NULL.
 *
 * A step across a kink (relu at 0) gives a difference that is wrong. An element that disagrees is
 * therefore compared again with h/10 and h/100; if it still disagrees, the slopes on both sides are
 * farther apart than rounding alone can bring them, and its gradient is one of them or lies
 * between, it counts as a kink and does not fail the check: where the function is smooth both are
 * the same. */
enum { SLM_EVERY_ELEMENT = -1 };
slm_status slm_gradcheck(slm_ctx *slm, slm_tensor *output, slm_tensor *leaf, ptrdiff_t element,
                         const slm_gradcheck_options *options, slm_gradcheck_report *report);

/* --- Statistics --- */

/* SLM_X(code, name): the columns. Non-finite values are counted and take no part in the others,
 * which are finite therefore; what then has no value, or a tensor no gradient, is NaN. */
#define SLM_STATISTICS                                                                             \
    SLM_X(MIN, "min")                                                                              \
    SLM_X(MAX, "max")                                                                              \
    SLM_X(MEAN, "mean")                                                                            \
    SLM_X(RMS, "rms")                                                                              \
    SLM_X(ZERO_FRACTION, "zero_fraction") /* values equal to 0, of all: dead relu */               \
    SLM_X(NONFINITE, "nonfinite")         /* count of NaN and infinite values */                   \
    SLM_X(DEAD_UNITS, "dead_units")       /* of a result: last axis, no row is above 0 */          \
    SLM_X(GRADIENT_NORM, "gradient_norm") /* L2; infinite when larger than a double goes */        \
    SLM_X(GRADIENT_MIN, "gradient_min")                                                            \
    SLM_X(GRADIENT_MAX, "gradient_max")                                                            \
    SLM_X(GRADIENT_NONFINITE, "gradient_nonfinite")

typedef enum {
#define SLM_X(code, name) SLM_STAT_##code,
    SLM_STATISTICS
#undef SLM_X
        SLM_STAT_COUNT
} slm_statistic;

const char *slm_statistic_name(slm_statistic statistic); /* "min"; static; "" when unknown */

/* Tensors below `root`, root included: the length of "nodes" in slm_describe_graph. 0 on error. */
size_t slm_graph_count(slm_ctx *slm, slm_tensor *root);

/* out (slm_graph_count, SLM_STAT_COUNT), one row for each tensor in the order of
 * slm_describe_graph; `rows` is how many fit. Rows of index leaves are NaN. */
slm_status slm_graph_statistics(slm_ctx *slm, slm_tensor *root, double *out, size_t rows);

/* How the values (or gradients) of t spread over `bins` equal bins from *low to *high, their range;
 * the largest belongs to the last bin, non-finite ones to none. All alike: one bin holds them. */
slm_status slm_histogram(slm_ctx *slm, slm_tensor *t, bool gradient, uint32_t *counts, size_t bins,
                         double *low, double *high);

/* --- Bytes --- */

/* The tape that `root` is computed from as bytes, and back. Bytes of either build load into either.
 * The caller frees the buffer with slm_bytes_free. Damaged bytes, and those of an older version of
 * the format, are refused (BYTES).
 *
 * Loading records onto this context's tape and returns the root; parameters become new parameters.
 * The copy has the names, scopes, requires_grad and dropout masks of the saved tape; open scopes
 * and slm_no_grad take no part in it. Nothing is computed: results hold zeros until slm_forward,
 * which gives the saved values when slm_freeze_random keeps the masks. A few bytes can describe
 * results of any size; slm_memory_limit bounds what they may take. */
slm_status slm_tape_save(slm_ctx *slm, slm_tensor *root, slm_bytes *out);
slm_tensor *slm_tape_load(slm_ctx *slm, const unsigned char *data, size_t length);

/* --- Self-description ---
 *
 * JSON, zero-terminated, owned by the context, valid until the next such call; NULL when out of
 * memory.
 *
 *   ops     [{"name","composite","summary","variadic","inputs","attrs","formula"}]
 *   errors  [{"code","text","args"}]
 *   error   the standing one: {"code","text","args"}
 *   graph   {"root","nodes":[{"id","kind","op","name","scope","shape",...}],"backward"}: all that
 *           root is computed from, leaves first, then results in order of recording */

const char *slm_describe_ops(slm_ctx *slm);
const char *slm_describe_errors(slm_ctx *slm);
const char *slm_describe_error(slm_ctx *slm);
const char *slm_describe_graph(slm_ctx *slm, slm_tensor *root);

#ifdef __cplusplus
}
#endif

#endif
