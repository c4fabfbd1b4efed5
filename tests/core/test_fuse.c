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

/* What a graph may have around an add and an activation. */
enum { PLAIN, SUM_USED_TWICE, INPUT_USED_TWICE, BIAS_USED_TWICE, BIAS_FIXED, INPUT_FIXED, GRAPHS };
static const char *const graph_name[] = {"alone",
                                         "the sum is used twice",
                                         "the input is used twice",
                                         "the bias serves twice",
                                         "the bias needs no gradient",
                                         "the input needs no gradient"};

typedef struct {
    const slm_fusion *fusion;
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

static slm_tensor *record(slm_ctx *slm, const fused_case *c) {
    const size_t shape[3] = {c->batch, c->m, c->n}, *matrix = c->batch ? shape : shape + 1;
    const int rank = c->batch ? 3 : 2;
    slm_tensor *z = slm_neg(slm, leaf(slm, rank, matrix, c->graph != INPUT_FIXED));
    slm_tensor *bias = leaf(slm, 1, &c->n, c->graph != BIAS_FIXED);
    slm_tensor *sum = slm_add(slm, z, bias);
    slm_tensor *y = slm_apply(slm, c->fusion->activation->name, &sum, 1, NULL, 0);
    if (c->graph == SUM_USED_TWICE) y = slm_mul(slm, y, sum);
    if (c->graph == INPUT_USED_TWICE) y = slm_mul(slm, y, z);
    if (c->graph == BIAS_USED_TWICE) y = slm_mul(slm, y, bias);
    return y;
}

static size_t fused_forward(const slm_order *order) {
    size_t count = 0;
    for (size_t i = 0; i < order->forwards; i++) count += order->fusion[i] != NULL;
    return count;
}

static size_t fused_backward(const slm_order *order) {
    size_t count = 0;
    for (size_t k = 0; k < order->edges; k++) count += order->edge[k].fusion != NULL;
    return count;
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
        const bool fuses = c->n > 1 && (c->batch ? c->batch : 1) * c->m > 1;
        const bool fixed = c->graph == BIAS_FIXED || c->graph == INPUT_FIXED;
        CHECK_INT(fused_forward(a->order), fuses);
        CHECK_INT(fused_backward(a->order), fuses && !fixed);
    }
    slm_destroy(whole);
    slm_destroy(stepped);
}

static void empty(void) {
    TEST("no rows, no columns");
    for (size_t i = 0; slm_fusion_at(i); i++) {
        compare(&(fused_case){slm_fusion_at(i), PLAIN, 0, 0, 5});
        compare(&(fused_case){slm_fusion_at(i), PLAIN, 0, 5, 0});
    }
}

int main(void) {
    for (size_t i = 0; slm_fusion_at(i); i++)
        for (int graph = 0; graph < GRAPHS; graph++) {
            TEST(graph_name[graph]);
            for (int times = 0; times < 60; times++)
                compare(&(fused_case){slm_fusion_at(i), graph, random_below(3),
                                      1 + random_below(20), 1 + random_below(40)});
        }
    empty();
    return check_report("test_fuse");
}
