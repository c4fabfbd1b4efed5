/* Gradients that accumulate: repeated operands, diamonds, several backwards, no_grad; and the names
 * and scopes that a recorded graph carries. */
#include "check.h"

#include "programs.h"
#include "slm.h"

static double grad_of(slm_ctx *slm, slm_tensor *t) { return (double)slm_grad(slm, t)[0]; }

static void repeated_operands(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 3, true);
    slm_tensor *y = slm_add(slm, slm_mul(slm, x, x), x);
    TEST("y = x*x + x");
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(slm_item(slm, y), 12, 0);
    CHECK_NEAR(grad_of(slm, x), 7, 0);

    TEST("b = a+a; c = b+b");
    slm_tensor *a = slm_scalar(slm, 2, true), *b = slm_add(slm, a, a), *c = slm_add(slm, b, b);
    CHECK_INT(slm_backward(slm, c, NULL), SLM_OK);
    CHECK_NEAR(slm_item(slm, c), 8, 0);
    CHECK_NEAR(grad_of(slm, a), 4, 0);
    CHECK_NEAR(grad_of(slm, b), 2, 0);
    CHECK_NEAR(grad_of(slm, c), 1, 0);

    TEST("three times the same part");
    slm_tensor *p = slm_tensor_new(slm, SLM_SHAPE(2), (slm_real[]){5, 6}, true);
    slm_tensor *joined = slm_concat(slm, (slm_tensor *[]){p, p, p}, 3, 0);
    CHECK_INT(slm_backward(slm, joined, (slm_real[]){1, 2, 10, 20, 100, 200}), SLM_OK);
    CHECK_NEAR(slm_grad(slm, p)[0], 111, 0);
    CHECK_NEAR(slm_grad(slm, p)[1], 222, 0);
    slm_destroy(slm);
}

static void diamond(void) {
    TEST("diamond: y = (2x) * (x + 1)");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 3, true), *one = slm_scalar(slm, 1, false);
    slm_tensor *left = slm_add(slm, x, x), *right = slm_add(slm, x, one);
    slm_tensor *y = slm_mul(slm, left, right);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(slm_item(slm, y), 24, 0);
    CHECK_NEAR(grad_of(slm, x), 14, 0); /* 4x + 2 */
    CHECK(!slm_grad(slm, one));
    slm_destroy(slm);
}

static void accumulation(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 3, true), *p = slm_parameter(slm, "p", 0, NULL);
    slm_set(slm, p, (slm_real[]){2}, 1);
    slm_tensor *inner = slm_mul(slm, x, p), *y = slm_mul(slm, inner, inner); /* x^2 p^2 */

    TEST("leaves accumulate over backwards, inner gradients start from zero");
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 24, 0);
    CHECK_NEAR(grad_of(slm, p), 36, 0);
    CHECK_NEAR(grad_of(slm, inner), 12, 0);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 48, 0);
    CHECK_NEAR(grad_of(slm, p), 72, 0);
    CHECK_NEAR(grad_of(slm, inner), 12, 0);
    CHECK_NEAR(grad_of(slm, y), 1, 0);

    TEST("zero_grad forgets them, parameters' too");
    slm_zero_grad(slm);
    CHECK_NEAR(grad_of(slm, x), 0, 0);
    CHECK_NEAR(grad_of(slm, p), 0, 0);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 24, 0);

    TEST("two roots add into one leaf");
    slm_tensor *z = slm_neg(slm, x);
    CHECK_INT(slm_backward(slm, z, NULL), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 23, 0);
    CHECK_NEAR(grad_of(slm, inner), 0, 0); /* not on the way to z: from zero, and nothing came */

    TEST("an upstream gradient scales");
    slm_zero_grad(slm);
    CHECK_INT(slm_backward(slm, y, (slm_real[]){SLM_REAL(0.5)}), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 12, 0);

    TEST("a leaf as the root");
    slm_zero_grad(slm);
    CHECK_INT(slm_backward(slm, x, NULL), SLM_OK);
    CHECK_INT(slm_backward(slm, x, (slm_real[]){4}), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 5, 0);

    TEST("a gradient that was set is added to");
    CHECK_INT(slm_set_grad(slm, x, (slm_real[]){100}, 1), SLM_OK);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 124, 0);

    TEST("the root's own gradient as upstream");
    CHECK_INT(slm_backward(slm, y, slm_grad(slm, y)), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 148, 0);

    TEST("a gradient from the middle");
    slm_zero_grad(slm);
    CHECK_INT(slm_backward(slm, inner, NULL), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), 2, 0);
    CHECK_NEAR(grad_of(slm, y), 0, 0);
    slm_destroy(slm);
}

static void no_grad(void) {
    TEST("no_grad");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 3, true), *before = slm_exp(slm, x);
    slm_no_grad(slm, true);
    slm_tensor *during = slm_mul(slm, x, before), *leaf = slm_scalar(slm, 1, true);
    slm_no_grad(slm, false);
    slm_tensor *after = slm_mul(slm, during, x);
    CHECK(slm_requires_grad(before) && !slm_requires_grad(during) && slm_requires_grad(after));
    CHECK(slm_requires_grad(leaf)); /* what is asked for at a leaf stands */
    CHECK(!slm_grad(slm, during));
    CHECK_INT(slm_backward(slm, after, NULL), SLM_OK);
    CHECK_NEAR(grad_of(slm, x), (double)slm_item(slm, during), 0); /* as if it were a constant */
    CHECK_INT(slm_backward(slm, during, NULL), SLM_E_NO_GRAD);
    slm_destroy(slm);
}

static void what_needs_gradients(void) {
    TEST("only what depends on a leaf with a gradient has one");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *c = slm_tensor_new(slm, SLM_SHAPE(2, 2), NULL, false);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2, 2), NULL, true);
    CHECK(!slm_requires_grad(slm_mul(slm, c, c)));
    CHECK(slm_requires_grad(slm_mul(slm, c, x)));
    /* A mask's gradient is not defined, so nothing flows through it. */
    CHECK(!slm_requires_grad(slm_masked_fill(slm, c, x, 1)));
    CHECK(slm_requires_grad(slm_masked_fill(slm, x, c, 1)));
    slm_destroy(slm);
}

static void kinks(void) {
    slm_ctx *slm = slm_create(NULL);
    const slm_real ties[] = {1, 3, 3, 3}, zero[] = {0, SLM_REAL(-0.0)};
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2), zero, true);
    TEST("relu at 0 has gradient 0");
    CHECK_INT(slm_backward(slm, slm_relu(slm, x), (slm_real[]){5, 5}), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[0], 0, 0);
    CHECK_NEAR(slm_grad(slm, x)[1], 0, 0);
    TEST("abs at 0 has gradient 0");
    CHECK_INT(slm_backward(slm, slm_abs(slm, x), (slm_real[]){5, 5}), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[0], 0, 0);
    CHECK_NEAR(slm_grad(slm, x)[1], 0, 0);
    TEST("maximum shares equally at a tie");
    slm_tensor *y = slm_tensor_new(slm, SLM_SHAPE(2), zero, true);
    CHECK_INT(slm_backward(slm, slm_maximum(slm, x, y), (slm_real[]){6, 8}), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[0], 3, 0);
    CHECK_NEAR(slm_grad(slm, y)[1], 4, 0);
    TEST("max shares equally among ties");
    slm_tensor *t = slm_tensor_new(slm, SLM_SHAPE(4), ties, true);
    CHECK_INT(slm_backward(slm, slm_max(slm, t, SLM_ALL), (slm_real[]){6}), SLM_OK);
    CHECK_NEAR(slm_grad(slm, t)[0], 0, 0);
    for (int j = 1; j < 4; j++) CHECK_NEAR(slm_grad(slm, t)[j], 2, 1e-6);
    slm_destroy(slm);
}

static void names(void) {
    slm_ctx *slm = slm_create(NULL);
    TEST("names and scopes");
    slm_tensor *x = slm_scalar(slm, 1, true);
    CHECK_STR(slm_name_of(x), "");
    CHECK_STR(slm_scope_of(x), "");
    CHECK(slm_name(slm, x, "x") == x);
    CHECK_STR(slm_name_of(x), "x");
    CHECK_INT(slm_scope_push(slm, "mlp"), SLM_OK);
    CHECK_INT(slm_scope_push(slm, "linear1"), SLM_OK);
    slm_tensor *w = slm_parameter(slm, "w", SLM_SHAPE(1)), *y = slm_mul(slm, x, w);
    CHECK_INT(slm_scope_pop(slm), SLM_OK);
    slm_tensor *z = slm_relu(slm, y);
    CHECK_INT(slm_scope_pop(slm), SLM_OK);
    CHECK_STR(slm_scope_of(w), "mlp/linear1");
    CHECK_STR(slm_name_of(w), "w");
    CHECK_STR(slm_scope_of(y), "mlp/linear1");
    CHECK_STR(slm_name_of(y), "mul");
    CHECK_STR(slm_scope_of(z), "mlp");
    CHECK_STR(slm_scope_of(slm_neg(slm, z)), "");

    TEST("the graph can be walked");
    CHECK_STR(slm_op_name(y), "mul");
    CHECK_STR(slm_op_name(x), NULL);
    CHECK_INT(slm_input_count(y), 2);
    CHECK(slm_input(y, 0) == x && slm_input(y, 1) == w);
    CHECK(!slm_input(y, 2) && !slm_input(y, -1) && !slm_input(x, 0));
    CHECK(slm_is_parameter(w) && !slm_is_parameter(x));
    CHECK_INT(slm_parameter_count(slm), 1);
    CHECK(slm_parameter_at(slm, 0) == w && !slm_parameter_at(slm, 1));

    TEST("the same names take no more memory");
    slm_forward(slm, z);
    size_t in_use = 0;
    for (int i = 0; i < 50; i++) {
        slm_mark mark = slm_tape_mark(slm);
        slm_scope_push(slm, "mlp");
        slm_scope_push(slm, "linear1");
        slm_name(slm, slm_neg(slm, z), "flipped");
        slm_scope_pop(slm);
        slm_scope_pop(slm);
        slm_tape_rewind(slm, mark);
        if (i == 0) in_use = slm_memory_in_use(slm);
    }
    CHECK_INT(slm_memory_in_use(slm), in_use);
    slm_destroy(slm);
}

static void shapes_and_values(void) {
    TEST("what a tensor says of itself");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2, 3), (slm_real[]){1, 2, 3, 4, 5, 6}, true);
    slm_tensor *i = slm_index_new(slm, SLM_SHAPE(2), (int32_t[]){7, -8});
    slm_tensor *s = slm_scalar(slm, 5, false);
    CHECK_INT(slm_rank(x), 2);
    CHECK_INT(slm_dim(x, 1), 3);
    CHECK_INT(slm_dim(x, -2), 2);
    CHECK_INT(slm_dim(x, 2), 0);
    CHECK_INT(slm_dim(x, -3), 0);
    CHECK_INT(slm_shape_of(x)[0], 2);
    CHECK_INT(slm_count(x), 6);
    CHECK_INT(slm_rank(s), 0);
    CHECK_INT(slm_count(s), 1);
    CHECK(slm_is_index(i) && !slm_is_index(x));
    CHECK(!slm_data(i) && slm_data(x) && !slm_index_data(x));
    CHECK_INT(slm_index_data(i)[1], -8);
    CHECK_INT(slm_id(s), slm_id(x) + 2);
    CHECK_NEAR(slm_item(slm, s), 5, 0);
    CHECK_INT(slm_tape_count(slm), 3);
    CHECK(slm_tape_at(slm, 1) == i && !slm_tape_at(slm, 3));

    TEST("writing");
    slm_tensor *y = slm_sum(slm, x, SLM_ALL);
    CHECK_INT(slm_set(slm, x, (slm_real[]){6, 5, 4, 3, 2, 2}, 6), SLM_OK);
    CHECK_NEAR(slm_data(x)[0], 6, 0);
    slm_real *data = slm_data_mut(slm, x);
    for (int j = 0; j < 6; j++) data[j] = 1;
    CHECK_INT(slm_backward(slm, y, NULL), SLM_E_STALE);
    slm_error_clear(slm);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK_NEAR(slm_item(slm, y), 6, 0);
    CHECK_INT(slm_index_set(slm, i, (int32_t[]){1, 2}, 2), SLM_OK);
    CHECK_INT(slm_index_data(i)[1], 2);

    TEST("data NULL gives zeros, a mask is above the diagonal");
    slm_tensor *z = slm_tensor_new(slm, SLM_SHAPE(3), NULL, false);
    CHECK_NEAR(slm_data(z)[2], 0, 0);
    slm_tensor *mask = slm_causal_mask(slm, 3);
    const int wanted[] = {0, 1, 1, 0, 0, 1, 0, 0, 0};
    for (int j = 0; j < 9; j++) CHECK_NEAR(slm_data(mask)[j], wanted[j], 0);
    CHECK_STR(slm_name_of(mask), "causal_mask");
    CHECK_INT(slm_count(slm_causal_mask(slm, 0)), 0);
    slm_destroy(slm);
}

/* A number or a column beside rows longer than what an operation repeats it for at a time. */
static void stretched_rows(void) {
    enum { ROWS = 3, COLUMNS = 150, COUNT = ROWS * COLUMNS };
    TEST("an element stands for a long row");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_tensor_new(slm, 2, (const size_t[]){ROWS, COLUMNS}, NULL, true);
    slm_tensor *column = slm_tensor_new(slm, 2, (const size_t[]){ROWS, 1}, NULL, true);
    slm_real *at = slm_data_mut(slm, x), *of = slm_data_mut(slm, column);
    for (size_t j = 0; j < COUNT; j++) at[j] = (slm_real)(j + 1);
    for (size_t r = 0; r < ROWS; r++) of[r] = (slm_real)(r + 2);
    slm_tensor *left = slm_sub(slm, x, column), *right = slm_sub(slm, column, x);
    slm_tensor *y = slm_sum(slm, slm_mul(slm, column, slm_mul(slm, left, right)), NULL, 0, false);
    slm_backward(slm, y, NULL);
    size_t wrong = 0;
    for (size_t j = 0; j < COUNT; j++) {
        const slm_real c = of[j / COLUMNS], apart = at[j] - c;
        wrong += slm_data(left)[j] != apart || slm_data(right)[j] != -apart ||
                 slm_grad(slm, x)[j] != -2 * c * apart;
    }
    CHECK_INT(wrong, 0);
    /* y = -sum of c (a - c)^2, and c is summed over the row that it was stretched to. */
    for (size_t r = 0; r < ROWS; r++) {
        double expected = 0;
        for (size_t j = 0; j < COLUMNS; j++) {
            const double c = (double)of[r], apart = (double)at[r * COLUMNS + j] - c;
            expected += 2 * c * apart - apart * apart;
        }
        CHECK_NEAR((double)slm_grad(slm, column)[r] / expected, 1, 1e-5);
    }
    slm_destroy(slm);
}

static void example_of_the_header(void) {
    TEST("a network learns");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *loss = program_mlp(slm);
    slm_real first = slm_item(slm, loss);
    for (int step = 0; step < 200; step++) {
        slm_zero_grad(slm);
        CHECK_INT(slm_backward(slm, loss, NULL), SLM_OK);
        for (size_t i = 0; i < slm_parameter_count(slm); i++) {
            slm_tensor *p = slm_parameter_at(slm, i);
            const slm_real *grad = slm_grad(slm, p);
            slm_real *value = slm_data_mut(slm, p);
            for (size_t j = 0; j < slm_count(p); j++) value[j] -= SLM_REAL(0.1) * grad[j];
        }
        CHECK_INT(slm_forward(slm, loss), SLM_OK);
    }
    CHECK(slm_item(slm, loss) < SLM_REAL(0.2) * first);
    slm_destroy(slm);
}

int main(void) {
    repeated_operands();
    diamond();
    accumulation();
    no_grad();
    what_needs_gradients();
    kinks();
    names();
    shapes_and_values();
    stretched_rows();
    example_of_the_header();
    return check_report("test_tensor_autograd");
}
