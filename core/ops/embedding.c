/* embedding. table (V, D), index (...) seen as (N), y (..., D) seen as (N, D). */
#include "ops/index.h"

#include <string.h>

enum { TABLE, INDEX };

static slm_status embedding_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need;
    const slm_shape *table = &n->in[TABLE]->shape, *index = &n->in[INDEX]->shape;
    if (table->rank != 2)
        return SLM_FAIL(err, SLM_E_RANK, SLM_TEXT("op", "embedding"), SLM_TEXT("what", "table"),
                        SLM_DIMS("shape", table), SLM_TEXT("rule", "2"));
    if (index->rank == SLM_MAX_RANK)
        return SLM_FAIL(err, SLM_E_RANK, SLM_TEXT("op", "embedding"), SLM_TEXT("what", "index"),
                        SLM_DIMS("shape", index), SLM_TEXT("rule", "0 to 7"));
    *out = *index;
    out->dim[out->rank++] = table->dim[1];
    return SLM_OK;
}

static slm_status embedding_check(const slm_node *n, slm_error *err) {
    return slm_index_check(n, INDEX, n->in[TABLE]->shape.dim[0], NULL, err);
}

/* y[...] = table[index[...]]: one row of the table for each index */
static void embedding_forward(const slm_node *n, const slm_run *run) {
    (void)run;
    const slm_tensor *table = n->in[TABLE], *index = n->in[INDEX];
    size_t width = table->shape.dim[1]; /* D */
    for (size_t i = 0; i < index->count; i++)
        memcpy(n->out->data + i * width, table->data + (size_t)index->index[i] * width,
               width * sizeof(slm_real));
}

/* A row that was looked up several times gets the sum of what flows to each; the others get 0. */
static void embedding_backward(const slm_node *n, int which, slm_real *dx, const slm_run *run) {
    (void)which, (void)run;
    size_t width = n->in[TABLE]->shape.dim[1]; /* D */
    const slm_real *dy = n->out->grad;         /* (N, D); dx is (V, D) */
    memset(dx, 0, n->in[TABLE]->count * sizeof *dx);
    for (size_t i = 0; i < n->in[INDEX]->count; i++, dy += width) {
        slm_real *row = dx + (size_t)n->in[INDEX]->index[i] * width;
        for (size_t j = 0; j < width; j++) row[j] += dy[j];
    }
}

const slm_op slm_op_embedding = {
    .name = "embedding",
    .summary = "Looks up one row of a table for each index.",
    SLM_INPUTS({"table", .derivative = "dtable[index_k] += dy_k"}, {"index", .index = true}),
    .formula = "y_k = table[index_k]",
    .shape = embedding_shape,
    .check = embedding_check,
    .forward = embedding_forward,
    .backward = embedding_backward,
};
