/* The floor: the same networks in the same order of arithmetic, but as plain loops over one block
 * of memory, on the engine's kernels. It knows its network: no graph, no shapes, no checks. */
#include "bench.h"
#include "kernels/bias.h"
#include "kernels/gemm.h"
#include "kernels/optimizer_updates.h"
#include "kernels/reduce.h"
#include "kernels/scalar_math.h"
#include "kernels/vmath.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    slm_real *weight, *bias, *weight_grad, *bias_grad;
    slm_real *out, *grad; /* (batch, width) */
    slm_gemm_plan forward, of_input, of_weight;
} layer;

typedef struct {
    const bench_network *network;
    slm_curve curve;
    layer layer[BENCH_LAYERS];
    slm_real *block, *x, *target, *workspace;
    slm_real *parameters, *gradients, *first, *second;
    slm_real *row_loss;
    int32_t *classes;
    size_t parameter_count;
    double t;
} trained;

static void floor_destroy(void *given) {
    trained *f = given;
    free(f->block);
    free(f->classes);
    free(f);
}

static slm_real *take(slm_real **block, size_t count) {
    slm_real *part = *block;
    *block += (count + 15) / 16 * 16;
    return part;
}

/* Plans the products of a layer; returns the scratch they need. */
static size_t plan_layer(layer *y, size_t m, size_t n, size_t k) {
    y->forward = slm_gemm_plan_of(SLM_GEMM_NN, m, n, k, k, n, n);
    y->of_input = slm_gemm_plan_of(SLM_GEMM_NT, m, k, n, n, n, k);
    y->of_weight = slm_gemm_plan_of(SLM_GEMM_TN, k, n, m, k, n, n);
    const size_t need[] = {y->forward.workspace, y->of_input.workspace, y->of_weight.workspace};
    size_t most = 0;
    for (int i = 0; i < 3; i++) most = need[i] > most ? need[i] : most;
    return most;
}

/* The engine's own first weights, drawn once more. */
static bool copy_weights(trained *f) {
    const bench_network *n = f->network;
    slm_ctx *slm = slm_create(NULL);
    bool done = true;
    for (int l = 0; l < n->layers && done; l++) {
        slm_linear from;
        slm_linear_create(slm, &from, "linear", n->width[l], n->width[l + 1], SLM_INIT_XAVIER);
        done = from.weight != NULL;
        if (done)
            memcpy(f->layer[l].weight, slm_data(from.weight),
                   slm_count(from.weight) * sizeof(slm_real));
    }
    slm_destroy(slm);
    return done;
}

static void *floor_create(const bench_network *n) {
    trained *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->network = n;
    f->curve = n->activation == SLM_TANH ? SLM_CURVE_TANH : SLM_CURVE_RELU;
    size_t reals = 0, workspace = 0;
    for (int l = 0; l < n->layers; l++) {
        const size_t in = n->width[l], out = n->width[l + 1],
                     need = plan_layer(&f->layer[l], n->batch, out, in);
        f->parameter_count += in * out + out;
        reals += 2 * (n->batch * out + 16);
        workspace = need > workspace ? need : workspace;
    }
    reals += 4 * (f->parameter_count + 16) + workspace + 16 * 4 +
             n->batch * (n->width[0] + n->width[n->layers] + 1);
    reals = (reals + 15) / 16 * 16;
    f->block = aligned_alloc(64, reals * sizeof(slm_real));
    f->classes = calloc(n->batch, sizeof *f->classes);
    if (!f->block || !f->classes) {
        floor_destroy(f);
        return NULL;
    }
    memset(f->block, 0, reals * sizeof(slm_real));
    slm_real *rest = f->block;
    f->workspace = take(&rest, workspace);
    f->parameters = take(&rest, f->parameter_count);
    f->gradients = take(&rest, f->parameter_count);
    f->first = take(&rest, f->parameter_count);
    f->second = take(&rest, f->parameter_count);
    f->x = take(&rest, n->batch * n->width[0]);
    f->target = take(&rest, n->batch * n->width[n->layers]);
    f->row_loss = take(&rest, n->batch);
    size_t at = 0;
    for (int l = 0; l < n->layers; l++) {
        const size_t in = n->width[l], out = n->width[l + 1];
        layer *y = &f->layer[l];
        y->weight = f->parameters + at;
        y->weight_grad = f->gradients + at;
        at += in * out;
        y->bias = f->parameters + at;
        y->bias_grad = f->gradients + at;
        at += out;
        y->out = take(&rest, n->batch * out);
        y->grad = take(&rest, n->batch * out);
    }
    bench_fill(n, f->x, n->classes ? NULL : f->target, n->classes ? f->classes : NULL);
    if (copy_weights(f)) return f;
    floor_destroy(f);
    return NULL;
}

static void add_bias(slm_real *restrict y, const slm_real *restrict bias, size_t m, size_t n) {
    for (size_t i = 0; i < m; i++, y += n)
        for (size_t j = 0; j < n; j++) y[j] += bias[j];
}

static void column_sums(slm_real *restrict sum, const slm_real *restrict dy, size_t m, size_t n) {
    if (n == 1) {
        sum[0] = 0 + slm_sum_row(dy, m);
        return;
    }
    for (size_t j = 0; j < n; j++) sum[j] = 0;
    for (size_t i = 0; i < m; i++, dy += n)
        for (size_t j = 0; j < n; j++) sum[j] += dy[j];
}

/* mean (y - t)^2; dy is 2 (y - t) / n, as two equal terms. */
static slm_real squared_error(const slm_real *restrict y, const slm_real *restrict t,
                              slm_real *restrict dy, slm_real *restrict square, size_t n) {
    const slm_real share = 1 / (slm_real)n;
    for (size_t j = 0; j < n; j++) {
        const slm_real d = y[j] - t[j];
        square[j] = d * d;
        dy[j] = share * d + share * d;
    }
    return (0 + slm_sum_row(square, n)) / (slm_real)n;
}

static slm_real cross_entropy(const slm_real *y, const int32_t *class, slm_real *dy, slm_real *loss,
                              size_t rows, size_t n) {
    const slm_real share = 1 / (slm_real)rows;
    for (size_t r = 0; r < rows; r++, y += n, dy += n) {
        const slm_real most = slm_max_row(y, n);
        for (size_t j = 0; j < n; j++) dy[j] = y[j] - most;
        slm_vexp(dy, dy, n);
        const slm_real sum = slm_sum_row(dy, n);
        loss[r] = slm_log1(sum) - (y[class[r]] - most);
        for (size_t j = 0; j < n; j++) dy[j] = dy[j] / sum * share;
        dy[class[r]] -= share;
    }
    return slm_sum_row(loss, rows) / (slm_real)rows;
}

static void update(trained *f) {
    const bench_network *n = f->network;
    if (n->optimizer == SLM_SGD) {
        slm_update_sgd(f->parameters, f->gradients, f->parameter_count, (slm_real)n->lr, 0);
        return;
    }
    f->t++;
    const double beta1 = 0.9, beta2 = 0.999;
    const slm_adam adam = {.beta1 = (slm_real)beta1,
                           .beta2 = (slm_real)beta2,
                           .eps = SLM_REAL(1e-8),
                           .fresh1 = (slm_real)(1 - beta1),
                           .fresh2 = (slm_real)(1 - beta2),
                           .keep = 1,
                           .step = (slm_real)(n->lr / (1 - slm_pow64(beta1, f->t))),
                           .correction = (slm_real)(1 / sqrt(1 - slm_pow64(beta2, f->t)))};
    slm_update_adam(f->parameters, f->first, f->second, f->gradients, f->parameter_count, &adam);
}

static slm_real step(trained *f) {
    const bench_network *n = f->network;
    const size_t m = n->batch;
    const int last = n->layers - 1;
    const slm_real *x = f->x;
    for (int l = 0; l <= last; l++) {
        const size_t out = n->width[l + 1];
        layer *y = &f->layer[l];
        slm_gemm(&y->forward, x, y->weight, y->out, false, f->workspace);
        if (l < last)
            slm_bias_forward(f->curve, y->out, NULL, y->out, y->bias, m, out);
        else
            add_bias(y->out, y->bias, m, out);
        x = y->out;
    }
    layer *y = &f->layer[last];
    const size_t outputs = n->width[n->layers];
    const slm_real loss = n->classes
                              ? cross_entropy(y->out, f->classes, y->grad, f->row_loss, m, outputs)
                              : squared_error(y->out, f->target, y->grad, f->row_loss, m * outputs);
    for (int l = last; l >= 0; l--) {
        const size_t out = n->width[l + 1];
        y = &f->layer[l];
        if (l < last)
            slm_bias_backward(f->curve, y->grad, NULL, y->bias_grad, y->grad, y->out, m, out);
        else
            column_sums(y->bias_grad, y->grad, m, out);
        slm_gemm(&y->of_weight, l ? f->layer[l - 1].out : f->x, y->grad, y->weight_grad, false,
                 f->workspace);
        if (l > 0)
            slm_gemm(&y->of_input, y->grad, y->weight, f->layer[l - 1].grad, false, f->workspace);
    }
    update(f);
    return loss;
}

static double floor_run(void *given, size_t steps) {
    slm_real loss = 0;
    for (size_t i = 0; i < steps; i++) loss = step(given);
    return (double)loss;
}

const bench_trainer bench_floor = {"floor", floor_create, floor_run, floor_destroy};
