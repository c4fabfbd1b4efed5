#include "programs.h"

#include "base/rng.h"

#include <string.h>

enum { MOST = 64 };

static const slm_real *values(slm_real *data, uint64_t seed, int rank, const size_t *shape) {
    slm_rng rng = slm_rng_seeded(seed);
    size_t n = 1;
    for (int i = 0; i < rank; i++) n *= shape[i];
    for (size_t j = 0; j < n && j < MOST; j++) {
        slm_real size = (slm_real)(0.3 + 0.8 * slm_rng_uniform(&rng));
        data[j] = slm_rng_below(&rng, 2) ? size : -size;
    }
    return data;
}

slm_tensor *program_leaf(slm_ctx *slm, uint64_t seed, int rank, const size_t *shape) {
    slm_real data[MOST];
    return slm_tensor_new(slm, rank, shape, values(data, seed, rank, shape), true);
}

static slm_tensor *constant(slm_ctx *slm, uint64_t seed, int rank, const size_t *shape) {
    slm_real data[MOST];
    return slm_tensor_new(slm, rank, shape, values(data, seed, rank, shape), false);
}

slm_tensor *program_parameter(slm_ctx *slm, const char *name, uint64_t seed, int rank,
                              const size_t *shape) {
    slm_real data[MOST];
    for (size_t i = 0; i < slm_parameter_count(slm); i++)
        if (!strcmp(slm_name_of(slm_parameter_at(slm, i)), name)) return slm_parameter_at(slm, i);
    if (slm_error_status(slm)) return NULL; /* or the parameters' order would hang on the failure */
    slm_tensor *p = slm_parameter(slm, name, rank, shape);
    if (p) slm_set(slm, p, values(data, seed, rank, shape), slm_count(p));
    return p;
}

slm_tensor *program_mlp(slm_ctx *slm) {
    slm_tensor *x = constant(slm, 1, SLM_SHAPE(8, 2)), *t = constant(slm, 2, SLM_SHAPE(8, 1));
    if (slm_scope_push(slm, "mlp")) return NULL;
    slm_tensor *w1 = program_parameter(slm, "w1", 3, SLM_SHAPE(2, 5));
    slm_tensor *b1 = program_parameter(slm, "b1", 4, SLM_SHAPE(5));
    slm_tensor *w2 = program_parameter(slm, "w2", 5, SLM_SHAPE(5, 1));
    slm_tensor *b2 = program_parameter(slm, "b2", 6, SLM_SHAPE(1));
    slm_tensor *h = slm_relu(slm, slm_add(slm, slm_matmul(slm, x, w1), b1));
    slm_tensor *y = slm_add(slm, slm_matmul(slm, h, w2), b2);
    slm_scope_pop(slm);
    return slm_mse(slm, y, t);
}

slm_tensor *program_attention(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(4, 3));
    slm_tensor *wq = program_parameter(slm, "wq", 2, SLM_SHAPE(3, 3));
    slm_tensor *wk = program_parameter(slm, "wk", 3, SLM_SHAPE(3, 3));
    slm_tensor *wv = program_parameter(slm, "wv", 4, SLM_SHAPE(3, 3));
    slm_tensor *q = slm_matmul(slm, x, wq), *k = slm_matmul(slm, x, wk);
    slm_tensor *v = slm_matmul(slm, x, wv);
    slm_tensor *scores = slm_matmul(slm, q, slm_transpose(slm, k, 0, 1));
    scores = slm_mul(slm, scores, slm_scalar(slm, (slm_real)0.577350269, false));
    scores = slm_masked_fill(slm, scores, slm_causal_mask(slm, 4), -1e9);
    slm_tensor *weights = slm_dropout(slm, slm_softmax(slm, scores, -1), 0.2);
    return slm_add(slm, x, slm_matmul(slm, weights, v));
}

slm_tensor *program_language(slm_ctx *slm) {
    const int32_t tokens[] = {0, 3, 1, 3, 2, 0}, next[] = {3, 1, -100, 2, 0, 1};
    slm_tensor *table = program_parameter(slm, "table", 1, SLM_SHAPE(5, 4));
    slm_tensor *gamma = program_parameter(slm, "gamma", 2, SLM_SHAPE(4));
    slm_tensor *beta = program_parameter(slm, "beta", 3, SLM_SHAPE(4));
    slm_tensor *x = slm_embedding(slm, table, slm_index_new(slm, SLM_SHAPE(2, 3), tokens));
    x = slm_layer_norm(slm, x, gamma, beta, 1e-3);
    slm_tensor *logits = slm_matmul(slm, x, slm_transpose(slm, table, 0, 1)); /* tied weights */
    return slm_cross_entropy(slm, logits, slm_index_new(slm, SLM_SHAPE(2, 3), next), -100);
}

/* --- Chains and diamonds --- */

static slm_tensor *square_plus(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, 0, NULL);
    return slm_add(slm, slm_mul(slm, x, x), x);
}

static slm_tensor *doubling(slm_ctx *slm) {
    slm_tensor *b = program_leaf(slm, 1, SLM_SHAPE(3));
    for (int i = 0; i < 6; i++) b = slm_add(slm, b, b);
    return b;
}

static slm_tensor *over_itself(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(2, 3));
    return slm_add(slm, slm_div(slm, x, x), x);
}

static slm_tensor *diamond(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(2, 3));
    return slm_mul(slm, slm_tanh(slm, x), slm_sigmoid(slm, x));
}

static slm_tensor *wide_diamond(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(2, 3));
    slm_tensor *parts[4] = {slm_exp(slm, x), slm_tanh(slm, x), slm_neg(slm, x), x};
    return slm_sum(slm, slm_concat(slm, parts, 4, 0), (int[]){0}, 1, false);
}

static slm_tensor *diamond_chain(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(3));
    for (int i = 0; i < 5; i++) x = slm_mul(slm, slm_tanh(slm, x), slm_sigmoid(slm, x));
    return x;
}

static slm_tensor *long_chain(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(2, 2));
    slm_tensor *scale = slm_scalar(slm, (slm_real)1.2, false); /* or the gradient would vanish */
    for (int i = 0; i < 20; i++) x = slm_mul(slm, slm_tanh(slm, x), scale);
    return x;
}

static slm_tensor *skip(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(2, 4));
    slm_tensor *w = program_leaf(slm, 2, SLM_SHAPE(4, 4));
    for (int i = 0; i < 3; i++) x = slm_add(slm, x, slm_gelu(slm, slm_matmul(slm, x, w), i == 1));
    return x;
}

static slm_tensor *broadcast_twice(slm_ctx *slm) {
    slm_tensor *row = program_leaf(slm, 1, SLM_SHAPE(1, 3));
    slm_tensor *column = program_leaf(slm, 2, SLM_SHAPE(2, 1));
    slm_tensor *outer = slm_mul(slm, row, column);
    return slm_sub(slm, slm_mul(slm, outer, row), slm_div(slm, column, outer));
}

static slm_tensor *normalise(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(3, 4));
    slm_tensor *d = slm_sub(slm, x, slm_mean(slm, x, (int[]){-1}, 1, true));
    slm_tensor *variance = slm_mean(slm, slm_mul(slm, d, d), (int[]){-1}, 1, true);
    return slm_div(slm, d, slm_sqrt(slm, slm_add(slm, variance, slm_scalar(slm, 1, false))));
}

static slm_tensor *log_sum_exp(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(3, 4));
    slm_tensor *m = slm_max(slm, x, (int[]){1}, 1, true);
    slm_tensor *e = slm_exp(slm, slm_sub(slm, x, m));
    return slm_add(slm, slm_log(slm, slm_sum(slm, e, (int[]){1}, 1, true)), m);
}

static slm_tensor *turned(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(2, 3, 4));
    slm_tensor *y =
        slm_reshape(slm, slm_permute(slm, x, (int[]){2, 0, 1}, 3), 2, (int64_t[]){4, -1});
    slm_tensor *left = slm_slice(slm, y, 1, 0, 3, 1), *right = slm_slice(slm, y, 1, 3, SLM_END, 1);
    return slm_matmul(slm, left, slm_transpose(slm, right, 0, 1));
}

static slm_tensor *reused_weight(slm_ctx *slm) {
    slm_tensor *w = program_leaf(slm, 1, SLM_SHAPE(3, 3));
    slm_tensor *x = w;
    for (int i = 0; i < 3; i++) x = slm_tanh(slm, slm_matmul(slm, x, w));
    return x;
}

static slm_tensor *softmax_regression(slm_ctx *slm) {
    slm_tensor *x = constant(slm, 1, SLM_SHAPE(5, 3));
    slm_tensor *w = program_leaf(slm, 2, SLM_SHAPE(3, 4)), *b = program_leaf(slm, 3, SLM_SHAPE(4));
    slm_tensor *logits = slm_add(slm, slm_matmul(slm, x, w), b);
    slm_tensor *target = slm_softmax(slm, constant(slm, 4, SLM_SHAPE(5, 4)), -1);
    return slm_neg(slm,
                   slm_sum(slm, slm_mul(slm, target, slm_log_softmax(slm, logits, -1)), SLM_ALL));
}

static slm_tensor *logistic(slm_ctx *slm) {
    slm_tensor *x = constant(slm, 1, SLM_SHAPE(6, 2)), *w = program_leaf(slm, 2, SLM_SHAPE(2));
    slm_tensor *t = slm_sigmoid(slm, constant(slm, 3, SLM_SHAPE(6)));
    return slm_bce_with_logits(slm, slm_matmul(slm, x, w), t);
}

static slm_tensor *two_dropouts(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(4, 4));
    return slm_mul(slm, slm_dropout(slm, x, 0.5), slm_dropout(slm, slm_exp(slm, x), 0.3));
}

static slm_tensor *polynomial(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(5)), *y = slm_scalar(slm, 1, false);
    for (int i = 1; i <= 4; i++)
        y = slm_add(slm, y, slm_mul(slm, slm_pow(slm, x, i), slm_scalar(slm, (slm_real)i, true)));
    return y;
}

static slm_tensor *kept_sums(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(2, 3, 2));
    slm_tensor *rows = slm_sum(slm, x, (int[]){0, 2}, 2, true);
    return slm_mul(slm, slm_maximum(slm, x, slm_neg(slm, rows)), slm_abs(slm, x));
}

static slm_tensor *unused_branch(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(3));
    slm_tensor *y = slm_exp(slm, x);
    slm_tanh(slm, y);
    return slm_mul(slm, y, x);
}

static slm_tensor *through_constants(slm_ctx *slm) {
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(3)), *c = constant(slm, 2, SLM_SHAPE(3));
    slm_tensor *fixed = slm_exp(slm, slm_mul(slm, c, c));
    return slm_add(slm, slm_mul(slm, fixed, x), fixed);
}

static slm_tensor *batches(slm_ctx *slm) {
    slm_tensor *a = program_leaf(slm, 1, SLM_SHAPE(2, 1, 2, 3));
    slm_tensor *b = program_leaf(slm, 2, SLM_SHAPE(3, 3, 2));
    return slm_softmax(slm, slm_matmul(slm, a, b), 1);
}

const program programs[] = {
    {"x*x + x", square_plus},
    {"b = b + b, six times", doubling},
    {"x / x + x", over_itself},
    {"diamond", diamond},
    {"diamond of four", wide_diamond},
    {"chain of diamonds", diamond_chain},
    {"chain of forty", long_chain},
    {"residual blocks", skip},
    {"row and column used twice", broadcast_twice},
    {"normalised by hand", normalise},
    {"log-sum-exp by hand", log_sum_exp},
    {"permuted, reshaped, sliced, multiplied", turned},
    {"one weight in every layer", reused_weight},
    {"softmax regression", softmax_regression},
    {"logistic regression", logistic},
    {"two dropouts", two_dropouts},
    {"polynomial", polynomial},
    {"kept sums", kept_sums},
    {"a branch that leads nowhere", unused_branch},
    {"through constants", through_constants},
    {"batched products", batches},
    {"mlp", program_mlp},
    {"attention", program_attention},
    {"embedding to cross-entropy", program_language},
};
const size_t program_count = sizeof programs / sizeof *programs;
