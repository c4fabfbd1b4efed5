/* One contiguous array beside up to two strided ones: the loop nest behind broadcasting, reductions
 * and copies that move axes.
 *
 * A plan merges neighbouring axes wherever every strided operand allows it, so that an add of equal
 * shapes is one long row, and a bias a row repeated. A walk goes over the rows in memory order of
 * the contiguous side: the order of every sum is fixed by it.
 *
 *     for (slm_walk w = slm_walk_begin(plan); slm_walk_more(&w); slm_walk_next(&w))
 *         row(full + w.full, a + w.at[0], plan->inner[0], plan->length); */
#ifndef SLM_KERNELS_WALK_H
#define SLM_KERNELS_WALK_H

#include "tensor/shape.h"

typedef struct {
    size_t length;      /* of a row: the innermost axis */
    size_t rows;        /* all rows; 0 for an empty array */
    ptrdiff_t inner[2]; /* strides along a row */
    int rank;           /* axes outside the row */
    size_t dim[SLM_MAX_RANK - 1];
    ptrdiff_t stride[2][SLM_MAX_RANK - 1];
} slm_walk_plan;

/* `strides` has one entry per axis of `full`, in elements; the second may be NULL (it walks in
 * place). */
slm_walk_plan slm_walk_make(const slm_shape *full, const ptrdiff_t *first, const ptrdiff_t *second);

typedef struct {
    const slm_walk_plan *plan;
    size_t row, full;
    ptrdiff_t at[2];
    size_t counter[SLM_MAX_RANK - 1];
} slm_walk;

static inline slm_walk slm_walk_begin(const slm_walk_plan *plan) {
    slm_walk w;
    w.plan = plan;
    w.row = w.full = 0;
    w.at[0] = w.at[1] = 0;
    for (int i = 0; i < plan->rank; i++) w.counter[i] = 0;
    return w;
}

static inline bool slm_walk_more(const slm_walk *w) { return w->row < w->plan->rows; }

static inline void slm_walk_next(slm_walk *w) {
    const slm_walk_plan *p = w->plan;
    w->row++;
    w->full += p->length;
    for (int i = p->rank - 1; i >= 0; i--) {
        w->at[0] += p->stride[0][i];
        w->at[1] += p->stride[1][i];
        if (++w->counter[i] < p->dim[i]) return;
        w->counter[i] = 0;
        w->at[0] -= p->stride[0][i] * (ptrdiff_t)p->dim[i];
        w->at[1] -= p->stride[1][i] * (ptrdiff_t)p->dim[i];
    }
}

#endif
