/* The gradient checker is tested with mistakes: each operation here is a correct one of the engine
 * whose backward has been spoilt in one way, and must be rejected. */
#include "check.h"

#include "autograd/context.h"

#include <string.h>

/* --- The planted mistakes --- */

static void flip_sign(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_op_mul.backward(n, i, dx, run);
    if (i == 1)
        for (size_t j = 0; j < n->in[1]->count; j++) dx[j] = -dx[j];
}

static void scale_slightly(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_op_mul.backward(n, i, dx, run);
    for (size_t j = 0; j < n->in[i]->count; j++) dx[j] *= SLM_REAL(1.001);
}

static void miss_one_element(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_op_mul.backward(n, i, dx, run);
    if (n->in[i]->count > 1) dx[1] *= SLM_REAL(1.001);
}

/* Of all that was stretched, only the first copy's gradient comes back. */
static void forget_unbroadcast(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)run;
    const slm_tensor *in = n->in[i], *other = n->in[1 - i];
    for (size_t j = 0; j < in->count; j++)
        dx[j] = n->out->grad[j] * other->data[other->count == 1 ? 0 : j];
}

static void take_wrong_input(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_op_mul.backward(n, 1 - i, dx, run);
}

static void give_nan(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_op_mul.backward(n, i, dx, run);
    dx[n->in[i]->count - 1] = SLM_NAN;
}

static void give_nothing(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)run;
    memset(dx, 0, n->in[i]->count * sizeof *dx);
}

/* A rule whose error vanishes when all upstream gradients are the same: softmax without its sum. */
static void softmax_without_sum(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)run;
    for (size_t j = 0; j < n->in[i]->count; j++) dx[j] = n->out->data[j] * n->out->grad[j];
}

static const struct {
    const char *what;
    void (*backward)(const slm_node *, int, slm_real *, const slm_run *);
} mistakes[] = {
    {"sign of one input", flip_sign},
    {"factor 1.001", scale_slightly},
    {"factor 1.001 in one element", miss_one_element},
    {"missing unbroadcast sum", forget_unbroadcast},
    {"gradient of the wrong input", take_wrong_input},
    {"NaN in one element", give_nan},
    {"no gradient at all", give_nothing},
};

static slm_tensor *leaf(slm_ctx *slm, int rank, const size_t *shape, slm_real from) {
    slm_real data[16];
    for (int j = 0; j < 16; j++) data[j] = from + SLM_REAL(0.17) * (slm_real)j;
    return slm_tensor_new(slm, rank, shape, data, true);
}

static void rejects_mistakes(void) {
    for (size_t k = 0; k < sizeof mistakes / sizeof *mistakes; k++) {
        TEST(mistakes[k].what);
        slm_op spoilt = slm_op_mul;
        spoilt.backward = mistakes[k].backward;
        slm_ctx *slm = slm_create(NULL);
        slm_tensor *a = leaf(slm, SLM_SHAPE(2, 3), SLM_REAL(0.4));
        slm_tensor *b = mistakes[k].backward == take_wrong_input
                            ? leaf(slm, SLM_SHAPE(2, 3), SLM_REAL(-1.3))
                            : leaf(slm, SLM_SHAPE(3), SLM_REAL(-1.3));
        slm_gradcheck_report r;

        slm_tensor *right = slm_record(slm, &slm_op_mul, (slm_tensor *[]){a, b}, 2, NULL);
        CHECK_INT(slm_gradcheck(slm, right, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
        CHECK(r.passed);

        slm_tensor *wrong = slm_record(slm, &spoilt, (slm_tensor *[]){a, b}, 2, NULL);
        CHECK_INT(slm_gradcheck(slm, wrong, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
        CHECK(!r.passed);
        CHECK(!(r.error <= 1e-4));
        CHECK(r.leaf == a || r.leaf == b);
        slm_destroy(slm);
    }
}

/* In the middle of a graph, too, where the mistake reaches the leaves through other rules. */
static void rejects_a_buried_mistake(void) {
    TEST("buried mistake");
    slm_op spoilt = slm_op_mul;
    spoilt.backward = scale_slightly;
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = leaf(slm, SLM_SHAPE(4), SLM_REAL(0.2));
    slm_tensor *y = slm_record(slm, &spoilt, (slm_tensor *[]){slm_tanh(slm, x), x}, 2, NULL);
    slm_gradcheck_report r;
    CHECK_INT(slm_gradcheck(slm, slm_exp(slm, y), NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(!r.passed);
    slm_destroy(slm);
}

static void upstream_is_not_constant(void) {
    TEST("a mistake that a plain sum would hide");
    slm_op spoilt = slm_op_softmax;
    spoilt.backward = softmax_without_sum;
    slm_ctx *slm = slm_create(NULL);
    const slm_attr axis = {.integer = 0};
    slm_tensor *x = leaf(slm, SLM_SHAPE(5), SLM_REAL(0.2));
    slm_tensor *y = slm_record(slm, &spoilt, &x, 1, &axis);
    slm_gradcheck_report r;
    CHECK_INT(slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(!r.passed);
    slm_destroy(slm);
}

/* --- Kinks --- */

/* relu(x) for one x, and how many of its elements were kinks. */
static size_t kinks_of(slm_real x, bool *passed) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *leaf = slm_tensor_new(slm, SLM_SHAPE(1), &x, true);
    slm_gradcheck_report r = {0};
    CHECK_INT(slm_gradcheck(slm, slm_relu(slm, leaf), NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK_INT((int)r.checked, 1);
    CHECK(r.kinks == 1 ? r.leaf == NULL : r.leaf == leaf);
    slm_destroy(slm);
    *passed = r.passed;
    return r.kinks;
}

static slm_tensor *relu_with(slm_ctx *slm, slm_tensor *x, slm_op *op,
                             void (*backward)(const slm_node *, int, slm_real *, const slm_run *)) {
    *op = slm_op_relu;
    op->backward = backward;
    return slm_record(slm, op, &x, 1, NULL);
}

static void negate(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_op_relu.backward(n, i, dx, run);
    for (size_t j = 0; j < n->in[i]->count; j++) dx[j] = -dx[j];
}

static void pass_on(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)run, (void)i;
    memcpy(dx, n->out->grad, n->out->count * sizeof *dx);
}

static void kinks_are_recognised(void) {
    TEST("a kink within the step is neither an error nor a pass by chance");
    const slm_real h = sizeof(slm_real) == 8 ? SLM_REAL(6e-6) : SLM_REAL(5e-3);
    bool passed;
    CHECK_INT((int)kinks_of(0, &passed), 1);
    CHECK(passed);
    /* Nearer than the step, farther than a tenth of it: a shorter step sees one side only. */
    CHECK_INT((int)kinks_of(h / 2, &passed), 0);
    CHECK(passed);
    CHECK_INT((int)kinks_of(-h / 2, &passed), 0);
    CHECK(passed);

    TEST("a wrong rule is rejected beside a kink, too");
    slm_ctx *slm = slm_create(NULL);
    const slm_real near[] = {h / 1000, -h / 1000, h / 2, SLM_REAL(-0.5), SLM_REAL(0.5)};
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(5), near, true);
    slm_op negated, straight;
    slm_gradcheck_report r;
    slm_tensor *y = relu_with(slm, x, &negated, negate);
    for (int j = 0; j < 5; j++) {
        CHECK_INT(slm_gradcheck(slm, y, x, j, NULL, &r), SLM_OK);
        CHECK_INT((int)r.kinks, j == 1); /* its slope is 0, whose sign does not tell */
        CHECK(r.passed == (near[j] < 0));
    }
    TEST("rounding is no kink");
    const slm_real few[] = {SLM_REAL(0.0039), SLM_REAL(0.0035), SLM_REAL(0.1), SLM_REAL(0.7)};
    slm_tensor *z = slm_tensor_new(slm, SLM_SHAPE(4), few, true);
    const slm_real far = sizeof(slm_real) == 8 ? SLM_REAL(1e9) : SLM_REAL(1e5);
    slm_tensor *large = slm_add(slm, z, slm_scalar(slm, far, false));
    CHECK_INT(slm_gradcheck(slm, large, z, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK_INT((int)r.kinks, 0);

    TEST("a wrong rule is rejected where all is smooth");
    y = relu_with(slm, x, &straight, pass_on);
    CHECK_INT(slm_gradcheck(slm, y, x, 3, NULL, &r), SLM_OK);
    CHECK(!r.passed && r.kinks == 0);
    slm_destroy(slm);
}

/* softmax(x + b): a shift of all scores changes nothing. */
static void accepts_a_gradient_of_nothing(void) {
    TEST("a gradient that is 0 whatever the values is right but for its rounding");
    slm_ctx *slm = slm_create(NULL);
    const slm_real values[] = {SLM_REAL(0.3), SLM_REAL(-1.2), SLM_REAL(0.7), SLM_REAL(2.1)};
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(4), values, true);
    slm_tensor *b = slm_tensor_new(slm, SLM_SHAPE(1), (slm_real[]){SLM_REAL(0.4)}, true);
    slm_tensor *y = slm_softmax(slm, slm_add(slm, x, b), 0);
    slm_gradcheck_report r;
    CHECK_INT(slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(r.passed);
    CHECK_INT((int)r.checked, 5);
    CHECK_INT((int)r.kinks, 0);
    slm_destroy(slm);
}

static void negate_log(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    slm_op_log.backward(n, i, dx, run);
    for (size_t j = 0; j < n->in[i]->count; j++) dx[j] = -dx[j];
}

/* The step grows with x, and what rounding can do to a slope shrinks with it. */
static void rejects_a_small_gradient_of_a_large_value(void) {
    TEST("a small gradient of a large value is no rounding");
    slm_op spoilt = slm_op_log;
    spoilt.backward = negate_log;
    for (double x = 1e3; x < 1e16; x *= 1e3) {
        slm_ctx *slm = slm_create(NULL);
        slm_tensor *large = slm_scalar(slm, (slm_real)x, true);
        slm_gradcheck_report r;
        slm_tensor *wrong = slm_record(slm, &spoilt, &large, 1, NULL);
        CHECK_INT(slm_gradcheck(slm, wrong, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
        CHECK(!r.passed);
        slm_tensor *right = slm_log(slm, large);
        CHECK_INT(slm_gradcheck(slm, right, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
        CHECK(r.passed);
        CHECK_INT((int)r.kinks, 0);
        slm_destroy(slm);
    }
}

/* --- Leaving no trace --- */

enum { MOST = 64, WATCHED = 16 };

typedef struct {
    slm_real data[WATCHED][MOST], grad[WATCHED][MOST];
    unsigned char saved[WATCHED][MOST];
    bool set[WATCHED];
    uint64_t random;
} trace;

static void take_trace(slm_ctx *slm, trace *t) {
    memset(t, 0, sizeof *t);
    t->random = slm_random_state(slm);
    for (size_t i = 0; i < slm_tape_count(slm) && i < WATCHED; i++) {
        const slm_tensor *x = slm_tape_at(slm, i);
        memcpy(t->data[i], x->data, x->count * sizeof(slm_real));
        if (x->grad) memcpy(t->grad[i], x->grad, x->count * sizeof(slm_real));
        if (x->node) memcpy(t->saved[i], x->node->saved, x->node->saved_bytes);
        t->set[i] = x->grad_set;
    }
}

static void leaves_no_trace(void) {
    TEST("tape, leaves, masks and random numbers are bit-unchanged");
    static trace before, after;
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = leaf(slm, SLM_SHAPE(4, 4), SLM_REAL(-1.2));
    slm_tensor *other = slm_sum(slm, slm_exp(slm, x), SLM_ALL);
    slm_tensor *y = slm_mul(slm, slm_dropout(slm, x, 0.5), slm_dropout(slm, slm_exp(slm, x), 0.5));
    slm_backward(slm, other, NULL);
    take_trace(slm, &before);
    slm_gradcheck_report r;
    CHECK_INT(slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(r.passed);
    take_trace(slm, &after);
    CHECK(!memcmp(&before, &after, sizeof before));

    /* The values are still known to be fresh, and a stale tape is still stale. */
    CHECK_INT(slm_backward(slm, other, NULL), SLM_OK);
    slm_set(slm, x, slm_data(x), slm_count(x));
    take_trace(slm, &before);
    CHECK_INT(slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    take_trace(slm, &after);
    CHECK(!memcmp(&before, &after, sizeof before));
    CHECK_INT(slm_backward(slm, other, NULL), SLM_E_STALE);

    /* Masks are drawn again once it is over. */
    slm_error_clear(slm);
    const uint64_t random = slm_random_state(slm);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK(slm_random_state(slm) != random);
    slm_destroy(slm);
}

static void same_seed_same_report(void) {
    TEST("the report depends on the seed alone");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = leaf(slm, SLM_SHAPE(5), SLM_REAL(0.1));
    slm_tensor *y = slm_tanh(slm, x);
    slm_gradcheck_report a, b, c;
    slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, &(slm_gradcheck_options){.seed = 5}, &a);
    slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, &(slm_gradcheck_options){.seed = 5}, &b);
    slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, &(slm_gradcheck_options){.seed = 6}, &c);
    CHECK(a.analytic == b.analytic && a.numeric == b.numeric && a.element == b.element);
    CHECK(a.analytic != c.analytic);
    slm_destroy(slm);
}

/* --- What is checked --- */

static void chooses_leaf_and_element(void) {
    TEST("one leaf, one element");
    slm_op spoilt = slm_op_mul;
    spoilt.backward = flip_sign; /* of input 1 only */
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *a = leaf(slm, SLM_SHAPE(2, 3), SLM_REAL(0.4));
    slm_tensor *b = leaf(slm, SLM_SHAPE(2, 3), SLM_REAL(-1.33));
    slm_tensor *y = slm_record(slm, &spoilt, (slm_tensor *[]){a, b}, 2, NULL);
    slm_gradcheck_report r;
    CHECK_INT(slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK_INT(r.checked, 12);
    CHECK(!r.passed && r.leaf == b);
    CHECK_NEAR(r.analytic, -r.numeric, 1e-6);
    CHECK_INT(slm_gradcheck(slm, y, a, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK_INT(r.checked, 6);
    CHECK(r.passed && r.leaf == a);
    CHECK_INT(slm_gradcheck(slm, y, b, 4, NULL, &r), SLM_OK);
    CHECK_INT(r.checked, 1);
    CHECK(!r.passed && r.leaf == b && r.element == 4);
    CHECK_INT(slm_gradcheck(slm, y, a, 5, NULL, &r), SLM_OK);
    CHECK(r.passed && r.leaf == a && r.element == 5);

    TEST("the tolerance decides");
    slm_gradcheck_options loose = {.tolerance = 3};
    CHECK_INT(slm_gradcheck(slm, y, b, 4, &loose, &r), SLM_OK);
    CHECK(r.passed);

    TEST("a leaf that is a parameter");
    slm_tensor *p = slm_parameter(slm, "p", SLM_SHAPE(3));
    CHECK_INT(slm_gradcheck(slm, slm_exp(slm, p), p, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(r.passed && r.checked == 3);

    TEST("a leaf by itself");
    CHECK_INT(slm_gradcheck(slm, a, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(r.passed && r.checked == 6);
    slm_destroy(slm);
}

static void finds_the_worst_past_a_nan(void) {
    TEST("a NaN is the worst, wherever it stands");
    slm_op spoilt = slm_op_mul;
    spoilt.backward = give_nan;
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *a = leaf(slm, SLM_SHAPE(3), SLM_REAL(0.4));
    slm_tensor *b = leaf(slm, SLM_SHAPE(3), SLM_REAL(-1.33));
    slm_tensor *y = slm_record(slm, &spoilt, (slm_tensor *[]){a, b}, 2, NULL);
    slm_gradcheck_report r;
    CHECK_INT(slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(!r.passed && isnan(r.error) && isnan(r.analytic));
    CHECK(r.leaf == a && r.element == 2);
    CHECK_INT(r.checked, 6);
    slm_destroy(slm);
}

/* --- Refusals --- */

static void refused(slm_ctx *slm, slm_status got, slm_status wanted, const char *sentence) {
    CHECK_STR(slm_status_name(got), slm_status_name(wanted));
    CHECK_STR(slm_error_text(slm), sentence);
    slm_error_clear(slm);
}

static void refuses_bad_calls(void) {
    TEST("bad calls");
    slm_ctx *slm = slm_create(NULL), *foreign = slm_create(NULL);
    slm_tensor *x = leaf(slm, SLM_SHAPE(3), SLM_REAL(0.4)), *y = slm_exp(slm, x);
    slm_tensor *aside = leaf(slm, SLM_SHAPE(2), SLM_REAL(0.4));
    slm_tensor *constant = slm_scalar(slm, 1, false);
    slm_tensor *token = slm_index_new(slm, 0, NULL, (int32_t[]){1});
    slm_gradcheck_report r;
    const ptrdiff_t every = SLM_EVERY_ELEMENT;

    CHECK_INT(slm_gradcheck(NULL, y, NULL, every, NULL, &r), SLM_E_NULL);
    refused(slm, slm_gradcheck(slm, NULL, NULL, every, NULL, &r), SLM_E_NULL,
            "gradcheck: the output is NULL; did an earlier call fail?");
    refused(slm, slm_gradcheck(slm, y, NULL, every, NULL, NULL), SLM_E_NULL,
            "gradcheck: the report is NULL; did an earlier call fail?");
    refused(slm, slm_gradcheck(slm, y, NULL, 0, NULL, &r), SLM_E_NULL,
            "gradcheck: the leaf is NULL; did an earlier call fail?");
    refused(foreign, slm_gradcheck(foreign, y, NULL, every, NULL, &r), SLM_E_FOREIGN,
            "gradcheck: the output belongs to another context");
    refused(slm, slm_gradcheck(slm, slm_exp(slm, constant), NULL, every, NULL, &r), SLM_E_NO_GRAD,
            "gradcheck: the output does not depend on any tensor that requires a gradient");
    refused(slm, slm_gradcheck(slm, y, y, every, NULL, &r), SLM_E_STRUCTURE,
            "gradcheck: the tensor is not usable here; only leaves that require a gradient can be "
            "checked");
    refused(slm, slm_gradcheck(slm, y, token, every, NULL, &r), SLM_E_STRUCTURE,
            "gradcheck: the tensor is not usable here; only leaves that require a gradient can be "
            "checked");
    refused(slm, slm_gradcheck(slm, y, aside, every, NULL, &r), SLM_E_UNREACHED,
            "gradcheck: the leaf is not on the way to the chosen output");
    refused(slm, slm_gradcheck(slm, y, x, 3, NULL, &r), SLM_E_INDEX,
            "gradcheck: the index 3 at position 0 is outside 0 to 2");

    static const struct {
        slm_gradcheck_options options;
        const char *sentence;
    } bad[] = {
        {{.h = -1e-5}, "gradcheck: h is -0.00001; it must be above 0 and below 1"},
        {{.h = 1}, "gradcheck: h is 1; it must be above 0 and below 1"},
        {{.h = (double)NAN}, "gradcheck: h is nan; it must be above 0 and below 1"},
        {{.h = (double)INFINITY}, "gradcheck: h is inf; it must be above 0 and below 1"},
        {{.tolerance = -1}, "gradcheck: tolerance is -1; it must be above 0"},
        {{.tolerance = (double)NAN}, "gradcheck: tolerance is nan; it must be above 0"},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        refused(slm, slm_gradcheck(slm, y, NULL, every, &bad[k].options, &r), SLM_E_VALUE,
                bad[k].sentence);

    slm_backward_begin(slm, y, (slm_real[]){1, 1, 1});
    refused(slm, slm_gradcheck(slm, y, NULL, every, NULL, &r), SLM_E_STEPPING,
            "gradcheck: a stepped pass is under way; finish it or end it first");
    slm_step_end(slm);

    CHECK_INT(slm_gradcheck(slm, y, NULL, every, NULL, &r), SLM_OK);
    CHECK(r.passed);
    slm_destroy(slm);
    slm_destroy(foreign);
}

/* A forward that fails in the middle of a check is reported, and all is put back. */
static void survives_a_failing_forward(void) {
    TEST("an index that has become wrong");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *table = leaf(slm, SLM_SHAPE(3, 2), SLM_REAL(0.3));
    slm_tensor *index = slm_index_new(slm, SLM_SHAPE(2), (int32_t[]){0, 2});
    slm_tensor *y = slm_embedding(slm, table, index);
    slm_index_set(slm, index, (int32_t[]){0, 3}, 2);
    slm_gradcheck_report r;
    refused(slm, slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_E_INDEX,
            "embedding: the index 3 at position 1 is outside 0 to 2");
    CHECK(!r.passed);
    slm_index_set(slm, index, (int32_t[]){0, 1}, 2);
    CHECK_INT(slm_gradcheck(slm, y, NULL, SLM_EVERY_ELEMENT, NULL, &r), SLM_OK);
    CHECK(r.passed);
    slm_destroy(slm);
}

int main(void) {
    rejects_mistakes();
    rejects_a_buried_mistake();
    upstream_is_not_constant();
    kinks_are_recognised();
    accepts_a_gradient_of_nothing();
    rejects_a_small_gradient_of_a_large_value();
    leaves_no_trace();
    same_seed_same_report();
    chooses_leaf_and_element();
    finds_the_worst_past_a_nan();
    refuses_bad_calls();
    survives_a_failing_forward();
    return check_report("test_gradcheck_itself");
}
