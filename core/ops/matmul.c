#include "kernels/gemm.h"
#include "kernels/walk.h"
#include "ops/op.h"

#include <string.h>

typedef struct {
    bool single;           /* one product */
    size_t m, n, k;        /* of one product: (m,k) @ (k,n) -> (m,n) */
    slm_gemm_plan y, d[2]; /* y = a b; of a and of b: da = dy b^T, db = a^T dy */
    slm_walk_plan batch;   /* over products; its contiguous side counts them, its strides are in
                              elements of a and b */
} matmul_plan;

/* The batch axes of an operand, without the two of its matrix. */
static slm_shape batch_axes(const slm_shape *s) {
    slm_shape batch = *s;
    batch.rank = s->rank > 2 ? s->rank - 2 : 0;
    return batch;
}

static void batch_strides(ptrdiff_t *stride, const slm_shape *own, const slm_shape *all,
                          size_t matrix) {
    slm_shape_strides(stride, own, all);
    for (int i = 0; i < all->rank; i++) stride[i] *= (ptrdiff_t)matrix;
}

/* One matrix b against a whole batch of a is one tall product. */
static void fold_batch(matmul_plan *plan) {
    slm_walk_plan *w = &plan->batch;
    bool stacked =
        w->rows == 1 && w->inner[1] == 0 && w->inner[0] == (ptrdiff_t)(plan->m * plan->k);
    if (!stacked || w->length == 1) return;
    plan->m *= w->length;
    w->length = 1;
    w->inner[0] = 0;
}

static void plan_one(slm_gemm_plan *plan, slm_need *need, slm_gemm_case transposes, size_t m,
                     size_t n, size_t k, size_t lda, size_t ldb) {
    *plan = slm_gemm_plan_of(transposes, m, n, k, lda, ldb, n);
    if (plan->workspace > need->scratch) need->scratch = plan->workspace;
}

static void plan_products(matmul_plan *p, slm_need *need) {
    const size_t m = p->m, n = p->n, k = p->k;
    plan_one(&p->y, need, SLM_GEMM_NN, m, n, k, k, n);
    plan_one(&p->d[0], need, SLM_GEMM_NT, m, k, n, n, n);
    plan_one(&p->d[1], need, SLM_GEMM_TN, k, n, m, k, n);
}

/* As numpy.matmul: a vector on the left is a row, on the right a column, and its axis leaves the
 * result again; axes before the last two are batches and broadcast. */
static slm_status matmul_shape(slm_node *node, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_shape *a = &node->in[0]->shape, *b = &node->in[1]->shape;
    for (int i = 0; i < 2; i++) {
        const slm_shape *s = i ? b : a;
        if (s->rank == 0)
            return SLM_FAIL(err, SLM_E_RANK, SLM_TEXT("op", "matmul"),
                            SLM_TEXT("what", i ? "b" : "a"), SLM_DIMS("shape", s),
                            SLM_TEXT("rule", "1 or more"));
    }
    bool row = a->rank == 1, column = b->rank == 1;
    size_t k = a->dim[a->rank - 1], l = b->dim[column ? 0 : b->rank - 2];
    if (k != l)
        return SLM_FAIL(err, SLM_E_MATMUL, SLM_DIMS("a", a), SLM_DIMS("b", b), SLM_UINT("k", k),
                        SLM_UINT("l", l));
    matmul_plan *plan = node->plan;
    plan->m = row ? 1 : a->dim[a->rank - 2];
    plan->n = column ? 1 : b->dim[b->rank - 1];
    plan->k = k;

    slm_shape batch_a = batch_axes(a), batch_b = batch_axes(b), batch;
    if (slm_shape_broadcast(&batch, &batch_a, &batch_b, "matmul", NULL))
        return SLM_FAIL(err, SLM_E_MATMUL_BATCH, SLM_DIMS("a", a), SLM_DIMS("b", b),
                        SLM_DIMS("m", &batch_a), SLM_DIMS("n", &batch_b));
    ptrdiff_t stride_a[SLM_MAX_RANK], stride_b[SLM_MAX_RANK];
    batch_strides(stride_a, &batch_a, &batch, plan->m * k);
    batch_strides(stride_b, &batch_b, &batch, k * plan->n);
    slm_walk_make(&plan->batch, &batch, stride_a, stride_b);
    fold_batch(plan);
    plan->single = plan->batch.rows == 1 && plan->batch.length == 1;

    *out = batch;
    if (!row) out->dim[out->rank++] = a->dim[a->rank - 2];
    if (!column) out->dim[out->rank++] = plan->n;
    plan_products(plan, need);
    return SLM_OK;
}

/* y = a b           (m,n) = (m,k)(k,n) */
static void matmul_forward(const slm_node *node, const slm_run *run) {
    const matmul_plan *p = node->plan;
    const slm_real *a = node->in[0]->data, *b = node->in[1]->data;
    slm_real *y = node->out->data;
    if (!node->out->count) return; /* a batch of empty products can be long */
    if (p->single) {
        slm_gemm(&p->y, a, b, y, false, run->scratch);
        return;
    }
    for (slm_walk w = slm_walk_begin(&p->batch); slm_walk_next(&w);)
        for (size_t j = 0; j < p->batch.length; j++, y += p->m * p->n)
            slm_gemm(&p->y, a + w.at[0] + p->batch.inner[0] * (ptrdiff_t)j,
                     b + w.at[1] + p->batch.inner[1] * (ptrdiff_t)j, y, false, run->scratch);
}

/* y_ij = sum_q a_iq b_qj, so dL/da_iq = sum_j dy_ij b_qj:  da = dy b^T   (m,k) = (m,n)(n,k)
 *                        and dL/db_qj = sum_i a_iq dy_ij:  db = a^T dy   (k,n) = (k,m)(m,n)
 * A matrix that served several products of the batch gets the sum of their gradients. */
static void matmul_backward(const slm_node *node, int i, slm_real *dx, const slm_run *run) {
    const matmul_plan *p = node->plan;
    const slm_real *a = node->in[0]->data, *b = node->in[1]->data, *dy = node->out->grad;
    const slm_tensor *in = node->in[i];
    if (p->single && in->count && node->out->count) {
        slm_gemm(&p->d[i], i == 0 ? dy : a, i == 0 ? b : dy, dx, false, run->scratch);
        return;
    }
    size_t matrix = i == 0 ? p->m * p->k : p->k * p->n;
    bool shared = in->count != p->batch.rows * p->batch.length * matrix;
    if (shared || !node->out->count) memset(dx, 0, in->count * sizeof *dx);
    if (!in->count || !node->out->count) return;
    for (slm_walk w = slm_walk_begin(&p->batch); slm_walk_next(&w);)
        for (size_t j = 0; j < p->batch.length; j++, dy += p->m * p->n) {
            ptrdiff_t at_a = w.at[0] + p->batch.inner[0] * (ptrdiff_t)j;
            ptrdiff_t at_b = w.at[1] + p->batch.inner[1] * (ptrdiff_t)j;
            if (i == 0)
                slm_gemm(&p->d[i], dy, b + at_b, dx + at_a, shared, run->scratch);
            else
                slm_gemm(&p->d[i], a + at_a, dy, dx + at_b, shared, run->scratch);
        }
}

const slm_op slm_op_matmul = {
    .name = "matmul",
    .summary = "Multiplies matrices: each element is a row of a against a column of b.",
    SLM_INPUTS({"a", .derivative = "da += dy b^T"}, {"b", .derivative = "db += a^T dy"}),
    .formula = "y_ij = sum_q a_iq b_qj",
    .plan_bytes = sizeof(matmul_plan),
    .shape = matmul_shape,
    .forward = matmul_forward,
    .backward = matmul_backward,
};
