/* where. mask, a and b broadcast to y's shape. */
#include "kernels/reduce.h"
#include "ops/op.h"

enum { MASK, A, B, INPUTS };

typedef struct {
    slm_walk_plan in[INPUTS]; /* y beside each input */
} where_plan;

static slm_status where_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    slm_shape values;
    slm_status s = slm_shape_broadcast(&values, &n->in[A]->shape, &n->in[B]->shape, "where", err);
    if (!s) s = slm_shape_broadcast(out, &n->in[MASK]->shape, &values, "where", err);
    if (s) return s;
    where_plan *plan = n->plan;
    for (int i = 0; i < INPUTS; i++) slm_walk_broadcast(&plan->in[i], out, &n->in[i]->shape, NULL);
    s = slm_shape_elements(out, &need->scratch, "where", "the result", err);
    if (!s && !slm_size_mul(need->scratch, 2, &need->scratch))
        s = SLM_FAIL(err, SLM_E_SIZE, SLM_TEXT("op", "where"), SLM_TEXT("what", "the result"));
    return s;
}

/* An input at y's shape. */
static const slm_real *stretched(const slm_node *n, int i, slm_real *room) {
    slm_walk_gather(&((const where_plan *)n->plan)->in[i], room, n->in[i]->data);
    return room;
}

/* y = a where the mask is not 0, b elsewhere */
static void where_forward(const slm_node *n, const slm_run *run) {
    const size_t count = n->out->count;
    slm_real *y = n->out->data;
    const slm_real *mask = stretched(n, MASK, run->scratch);
    const slm_real *a = stretched(n, A, run->scratch + count);
    stretched(n, B, y);
    for (size_t j = 0; j < count; j++) y[j] = mask[j] != 0 ? a[j] : y[j];
}

/* What was not chosen did not reach y:  da = dy where the mask is not 0, else 0,  db = dy where it
 * is 0, else 0,  both summed back */
static void where_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    const where_plan *plan = n->plan;
    const size_t count = n->out->count;
    const slm_real *mask = stretched(n, MASK, run->scratch), *dy = n->out->grad;
    slm_real *full = run->scratch + count;
    for (size_t j = 0; j < count; j++) full[j] = (mask[j] != 0) == (i == A) ? dy[j] : 0;
    slm_reduce_sum(&plan->in[i], dx, n->in[i]->count, full);
}

const slm_op slm_op_where = {
    .name = "where",
    .summary = "Takes each element from one of two tensors, as a mask of 0 and 1 says.",
    SLM_INPUTS({.name = "mask"}, {"a", .derivative = "da += unbroadcast(dy * (1 - [mask = 0]))"},
               {"b", .derivative = "db += unbroadcast(dy * [mask = 0])"}),
    .formula = "y = mask ? a : b",
    .plan_bytes = sizeof(where_plan),
    .shape = where_shape,
    .forward = where_forward,
    .backward = where_backward,
};
