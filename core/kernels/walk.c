#include "kernels/walk.h"

slm_walk_plan slm_walk_make(const slm_shape *full, const ptrdiff_t *first,
                            const ptrdiff_t *second) {
    size_t dim[SLM_MAX_RANK];
    ptrdiff_t stride[2][SLM_MAX_RANK];
    int n = 0;
    slm_walk_plan plan = {.length = 1, .rows = 1};
    for (int i = 0; i < full->rank; i++) {
        if (full->dim[i] == 0) plan.rows = 0;
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
    if (!plan.rows || !n) return plan;
    plan.length = dim[n - 1];
    plan.inner[0] = stride[0][n - 1];
    plan.inner[1] = stride[1][n - 1];
    plan.rank = n - 1;
    for (int i = 0; i < plan.rank; i++) {
        plan.dim[i] = dim[i];
        plan.rows *= dim[i];
        plan.stride[0][i] = stride[0][i];
        plan.stride[1][i] = stride[1][i];
    }
    return plan;
}
