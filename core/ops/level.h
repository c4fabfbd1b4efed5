/* Kernels and operations are compiled once for each width of vectors, all with the same bits; a
 * level is one of these sets. docs/decisions/wide-kernels.md */
#ifndef SLM_OPS_LEVEL_H
#define SLM_OPS_LEVEL_H

#include "kernels/bias.h"
#include "kernels/optimizer_updates.h"
#include "kernels/squared_error.h"
#include "ops/op.h"

/* What is reached from outside kernels/ and ops/. */
typedef struct slm_level {
    const char *name; /* "baseline", "avx2", "avx512" */
    const slm_op *(*op_at)(size_t i);
    void (*bias_forward)(slm_curve f, slm_real *h, slm_real *y, const slm_real *z,
                         const slm_real *bias, size_t m, size_t n);
    void (*bias_backward)(slm_curve f, slm_real *dz, slm_real *dy, slm_real *dbias,
                          const slm_real *dh, const slm_real *h, size_t m, size_t n);
    slm_real (*squared_error)(slm_real *restrict d, slm_real *restrict square, const slm_real *p,
                              const slm_real *t, size_t n);
    void (*squared_error_backward)(slm_real *restrict dsquare, slm_real *restrict dd,
                                   slm_real *restrict dp, slm_real dy, const slm_real *d, size_t n);
    void (*update_sgd)(slm_real *w, const slm_real *g, size_t n, slm_real lr, slm_real decay);
    void (*update_momentum)(slm_real *w, slm_real *b, const slm_real *g, size_t n, slm_real lr,
                            slm_real momentum, slm_real decay);
    void (*update_adam)(slm_real *w, slm_real *m, slm_real *v, const slm_real *g, size_t n,
                        const slm_adam *adam);
} slm_level;

extern const slm_level slm_level_here; /* that of the file that names it */

/* The levels that this library has and this machine can run, the narrowest first; NULL past the
 * end. */
const slm_level *slm_level_at(size_t i);
const slm_level *slm_level_widest(void);

/* The level's own copy of an operation; of one that is not in ops.def, itself. */
const slm_op *slm_level_op(const slm_level *level, const slm_op *op);

#endif
