/* One contiguous array beside up to two strided ones: the loop nest behind broadcasting, reductions
 * and copies that move axes.
 *
 * A plan merges neighbouring axes wherever every strided operand allows it, so that an add of equal
 * shapes is one long row, and a bias a row repeated. A walk goes over the rows in memory order of
 * the contiguous side: the order of every sum is fixed by it.
 *
 *     for (slm_walk w = slm_walk_begin(plan); slm_walk_next(&w);)
 *         row(full + w.full, a + w.at[0], plan->inner[0], plan->length); */
#ifndef SLM_KERNELS_WALK_H
#define SLM_KERNELS_WALK_H

#include "base/real.h"
#include "tensor/shape.h"

typedef struct {
    size_t length;      /* of a row: the innermost axis */
    size_t rows;        /* all rows; 0 for an empty array */
    ptrdiff_t inner[2]; /* strides along a row */
    int rank;           /* axes outside the row */
    size_t dim[SLM_MAX_RANK - 1];
    ptrdiff_t stride[2][SLM_MAX_RANK - 1];
} slm_walk_plan;

/* One stride for each axis of `full`, in elements; the second may be NULL (it walks in place). */
void slm_walk_make(slm_walk_plan *plan, const slm_shape *full, const ptrdiff_t *first,
                   const ptrdiff_t *second);

/* The same for shapes that broadcast to `full`. */
void slm_walk_broadcast(slm_walk_plan *plan, const slm_shape *full, const slm_shape *first,
                        const slm_shape *second);

typedef struct {
    const slm_walk_plan *plan;
    size_t begun, full; /* rows begun so far, and where on the contiguous side the last one lies */
    ptrdiff_t at[2];
    size_t counter[SLM_MAX_RANK - 1];
} slm_walk;

static inline slm_walk slm_walk_begin(const slm_walk_plan *plan) {
    slm_walk w;
    w.plan = plan;
    w.begun = 0;
    return w;
}

bool slm_walk_next(slm_walk *w); /* goes to the next row, at first to the first; false: no more */

/* full side = strided side;  strided side = full side */
void slm_walk_gather(const slm_walk_plan *plan, slm_real *full, const slm_real *strided);
void slm_walk_scatter(const slm_walk_plan *plan, slm_real *strided, const slm_real *full);

#endif
