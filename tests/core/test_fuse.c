/* Every fusion against the tape without it: over random shapes, the whole passes, which fuse,
 * against the stepped ones, which do not. All values and gradients bit for bit. */
#include "check.h"

#include "autograd/context.h"
#include "bits.h"

static uint64_t random_state = 3;

static size_t random_below(size_t n) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(random_state >> 33) % n;
}

/* What a graph may have around an add and an activation, and around a squared error. */
enum { PLAIN, SUM_USED_TWICE, INPUT_USED_TWICE, BIAS_USED_TWICE, BIAS_FIXED, INPUT_FIXED, GRAPHS };
static const char *const graph_name[] = {"alone",
                                         "the sum is used twice",
                                         "the input is used twice",
                                         "the bias serves twice",
                                         "the bias needs no gradient",
                                         "the input needs no gradient"};
enum {
    TARGET_FIXED,
    PREDICTION_LEAF,
    DIFFERENCE_USED_TWICE,
    SQUARE_USED_TWICE,
    PREDICTION_USED_TWICE,
    TARGET_FLOWS,
    ONLY_TARGET_FLOWS,
    ANOTHER_FACTOR,
    OVER_ONE_AXIS,
    STRETCHED,
    SQUARES
};
static const char *const square_name[] = {"a squared error",
                                          "of a leaf",
                                          "its difference is used twice",
                                          "its square is used twice",
                                          "its prediction is used twice",
                                          "its target needs a gradient",
                                          "only its target needs one",
                                          "no square",
                                          "a mean over one axis",
                                          "a stretched target"};

typedef struct {
    const slm_fusion *fusion; /* NULL: the squared error */
    int graph;
    size_t batch, m, n;
} fused_case;

/* Values with zeros of both signs and NaN now and then: where relu has its kink. */
static slm_tensor *leaf(slm_ctx *slm, int rank, const size_t *shape, bool requires_grad) {
    slm_tensor *t = slm_tensor_new(slm, rank, shape, NULL, requires_grad);
    slm_real *x = slm_data_mut(slm, t);
    for (size_t j = 0; j < slm_count(t); j++) {
        const size_t kind = random_below(12);
        x[j] = (slm_real)random_below(2000) / 500 - 2;
        if (kind == 0) x[j] = 0;
        if (kind == 1) x[j] = SLM_REAL(-0.0);
        if (kind == 2 && j % 64 == 7) x[j] = SLM_NAN;
    }
    return t;
}

static slm_tensor *record_bias(slm_ctx *slm, const fused_case *c) {
    const size_t shape[3] = {c->batch, c->m, c->n}, *matrix = c->batch ? shape : shape + 1;
    const int rank = c->batch ? 3 : 2;
    slm_tensor *z = slm_neg(slm, leaf(slm, rank, matrix, c->graph != INPUT_FIXED));
    slm_tensor *bias = leaf(slm, 1, &c->n, c->graph != BIAS_FIXED);
    slm_tensor *sum = slm_add(slm, z, bias);
    slm_tensor *y = slm_apply(slm, c->fusion->op[1]->name, &sum, 1, NULL, 0);
    if (c->graph == SUM_USED_TWICE) y = slm_mul(slm, y, sum);
    if (c->graph == INPUT_USED_TWICE) y = slm_mul(slm, y, z);
    if (c->graph == BIAS_USED_TWICE) y = slm_mul(slm, y, bias);
    return y;
}

static slm_tensor *record_square(slm_ctx *slm, const fused_case *c) {
    const size_t shape[2] = {c->m, c->n};
    slm_tensor *p = leaf(slm, 2, shape, c->graph != ONLY_TARGET_FLOWS);
    if (c->graph != PREDICTION_LEAF) p = slm_neg(slm, p);
    const bool flows = c->graph == TARGET_FLOWS || c->graph == ONLY_TARGET_FLOWS;
    slm_tensor *target = c->graph == STRETCHED ? leaf(slm, 1, &c->n, false)
                                               : slm_neg(slm, leaf(slm, 2, shape, flows));
    slm_tensor *d = slm_sub(slm, p, target);
    slm_tensor *square = slm_mul(slm, d, c->graph == ANOTHER_FACTOR ? p : d);
    slm_tensor *y = c->graph == OVER_ONE_AXIS ? slm_mean(slm, square, (int[]){0}, 1, false)
                                              : slm_mean(slm, square, SLM_ALL);
    if (c->graph == DIFFERENCE_USED_TWICE) y = slm_mul(slm, y, d);
    if (c->graph == SQUARE_USED_TWICE) y = slm_mul(slm, y, square);
    if (c->graph == PREDICTION_USED_TWICE) y = slm_mul(slm, y, p);
    return y;
}

static slm_tensor *record(slm_ctx *slm, const fused_case *c) {
    return c->fusion ? record_bias(slm, c) : record_square(slm, c);
}

static size_t fused_forward(const slm_order *order) {
    size_t count = 0;
    for (size_t i = 0; i < order->calls; i++)
        count += order->call[i].run != order->call[i].node->code->forward;
    return count;
}

static size_t fused_backward(const slm_order *order) {
    size_t count = 0;
    for (size_t k = 0; k < order->flows; k++)
        count += order->flow[k].run != order->flow[k].node->code->backward;
    return count;
}

static bool fuses_forward(const fused_case *c) {
    if (c->fusion) return c->n > 1 && (c->batch ? c->batch : 1) * c->m > 1;
    const bool mean = c->graph != ANOTHER_FACTOR && (c->graph != OVER_ONE_AXIS || c->n == 1);
    return c->m * c->n > 1 && mean && (c->graph != STRETCHED || c->m == 1);
}

/* Not where something else has flowed to what it would write. */
static bool fuses_backward(const fused_case *c) {
    if (!fuses_forward(c)) return false;
    if (c->fusion) return c->graph == PLAIN || c->graph == BIAS_USED_TWICE;
    return c->graph != DIFFERENCE_USED_TWICE && c->graph != SQUARE_USED_TWICE &&
           c->graph != TARGET_FLOWS && c->graph != ONLY_TARGET_FLOWS;
}

static void upstream_of(const slm_tensor *root, slm_real *upstream) {
    for (size_t j = 0; j < slm_count(root); j++)
        upstream[j] = (slm_real)(j % 9) * SLM_REAL(0.375) - 1;
}

static void pass_whole(slm_ctx *slm, slm_tensor *root, const slm_real *upstream) {
    CHECK_INT(slm_forward(slm, root), SLM_OK);
    CHECK_INT(slm_backward(slm, root, upstream), SLM_OK);
}

static void pass_stepped(slm_ctx *slm, slm_tensor *root, const slm_real *upstream) {
    slm_tensor *node;
    slm_backward_step step;
    CHECK_INT(slm_forward_begin(slm, root), SLM_OK);
    do CHECK_INT(slm_forward_next(slm, &node), SLM_OK);
    while (node);
    CHECK_INT(slm_backward_begin(slm, root, upstream), SLM_OK);
    do CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    while (step.node);
}

/* The i-th of those of an add and an activation, which the list begins with. */
static const slm_fusion *bias_fusion(size_t i) {
    const slm_fusion *f = slm_fusion_at(i);
    return f && f->op[0] == &slm_op_add ? f : NULL;
}

static void compare(const fused_case *c) {
    static slm_real upstream[4096];
    slm_ctx *whole = slm_create(NULL), *stepped = slm_create(NULL);
    const uint64_t start = random_state;
    slm_tensor *a = record(whole, c);
    random_state = start;
    slm_tensor *b = record(stepped, c);
    if (CHECK(a && b && slm_count(a) <= 4096)) {
        upstream_of(a, upstream);
        /* The second pass adds to the leaves' gradients. */
        for (int times = 0; times < 2; times++) {
            pass_whole(whole, a, upstream);
            pass_stepped(stepped, b, upstream);
            CHECK(same_tapes(whole, stepped));
        }
        CHECK_INT(fused_forward(a->order), fuses_forward(c));
        CHECK_INT(fused_backward(a->order), fuses_backward(c));
    }
    slm_destroy(whole);
    slm_destroy(stepped);
}

static void empty(void) {
    TEST("no rows, no columns");
    for (size_t i = 0; bias_fusion(i); i++) {
        compare(&(fused_case){bias_fusion(i), PLAIN, 0, 0, 5});
        compare(&(fused_case){bias_fusion(i), PLAIN, 0, 5, 0});
    }
    compare(&(fused_case){NULL, TARGET_FIXED, 0, 0, 5});
}

int main(void) {
    for (size_t i = 0; bias_fusion(i); i++)
        for (int graph = 0; graph < GRAPHS; graph++) {
            TEST(graph_name[graph]);
            for (int times = 0; times < 60; times++)
                compare(&(fused_case){bias_fusion(i), graph, random_below(3), 1 + random_below(20),
                                      1 + random_below(40)});
        }
    for (int graph = 0; graph < SQUARES; graph++) {
        TEST(square_name[graph]);
        for (int times = 0; times < 60; times++)
            compare(&(fused_case){NULL, graph, 0, 1 + random_below(20), 1 + random_below(40)});
    }
    empty();
    return check_report("test_fuse");
}
