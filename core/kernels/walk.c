#include "kernels/walk.h"

#include "kernels/vec.h"

#include <string.h>

void slm_walk_make(slm_walk_plan *plan, const slm_shape *full, const ptrdiff_t *first,
                   const ptrdiff_t *second) {
    size_t dim[SLM_MAX_RANK];
    ptrdiff_t stride[2][SLM_MAX_RANK];
    int n = 0;
    *plan = (slm_walk_plan){.length = 1, .rows = 1};
    for (int i = 0; i < full->rank; i++) {
        if (full->dim[i] == 0) plan->rows = 0;
        if (full->dim[i] == 1) continue;
        ptrdiff_t s0 = first[i], s1 = second ? second[i] : 0, d = (ptrdiff_t)full->dim[i];
        bool merges = n && stride[0][n - 1] == s0 * d && stride[1][n - 1] == s1 * d;
        if (!merges) {
            dim[n] = 1;
            n++;
        }
        dim[n - 1] *= full->dim[i];
        stride[0][n - 1] = s0;
        stride[1][n - 1] = s1;
    }
    if (!plan->rows || !n) return;
    plan->length = dim[n - 1];
    plan->inner[0] = stride[0][n - 1];
    plan->inner[1] = stride[1][n - 1];
    plan->rank = n - 1;
    for (int i = 0; i < plan->rank; i++) {
        plan->dim[i] = dim[i];
        plan->rows *= dim[i];
        plan->stride[0][i] = stride[0][i];
        plan->stride[1][i] = stride[1][i];
    }
}

void slm_walk_broadcast(slm_walk_plan *plan, const slm_shape *full, const slm_shape *first,
                        const slm_shape *second) {
    ptrdiff_t stride[2][SLM_MAX_RANK];
    slm_shape_strides(stride[0], first, full);
    if (second) slm_shape_strides(stride[1], second, full);
    slm_walk_make(plan, full, stride[0], second ? stride[1] : NULL);
}

bool slm_walk_next(slm_walk *w) {
    const slm_walk_plan *p = w->plan;
    if (w->begun == p->rows) return false;
    if (w->begun++ == 0) {
        w->full = 0;
        w->at[0] = w->at[1] = 0;
        for (int i = 0; i < p->rank; i++) w->counter[i] = 0;
        return true;
    }
    w->full += p->length;
    for (int i = p->rank - 1; i >= 0; i--) {
        w->at[0] += p->stride[0][i];
        w->at[1] += p->stride[1][i];
        if (++w->counter[i] < p->dim[i]) break;
        w->counter[i] = 0;
        w->at[0] -= p->stride[0][i] * (ptrdiff_t)p->dim[i];
        w->at[1] -= p->stride[1][i] * (ptrdiff_t)p->dim[i];
    }
    return true;
}

static void repeat(slm_real *to, slm_real value, size_t n) {
    size_t j = 0;
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES) slm_reg_store(to + j, slm_reg_splat(value));
    for (; j < n; j++) to[j] = value;
}

void slm_walk_gather(const slm_walk_plan *plan, slm_real *full, const slm_real *strided) {
    for (slm_walk w = slm_walk_begin(plan); slm_walk_next(&w);) {
        const slm_real *from = strided + w.at[0];
        if (plan->inner[0])
            for (size_t j = 0; j < plan->length; j++, from += plan->inner[0])
                full[w.full + j] = *from;
        else
            repeat(full + w.full, *from, plan->length);
    }
}

void slm_walk_scatter(const slm_walk_plan *plan, slm_real *strided, const slm_real *full) {
    for (slm_walk w = slm_walk_begin(plan); slm_walk_next(&w);) {
        slm_real *to = strided + w.at[0];
        for (size_t j = 0; j < plan->length; j++, to += plan->inner[0]) *to = full[w.full + j];
    }
}
