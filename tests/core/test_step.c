/* Passes one node at a time: the same bits as whole passes, and every contribution in its place. */
#include "check.h"

#include "bits.h"
#include "op_cases.h"
#include "programs.h"

/* before + contribution = after, or contribution = after where it is the first. */
static void check_input(const slm_backward_step *step, int i) {
    const slm_real *before = step->input[i].before, *after = step->input[i].after;
    const slm_real *contribution = step->input[i].contribution;
    slm_tensor *t = step->input[i].tensor;
    CHECK(t == slm_input(step->node, i));
    if (!before) {
        CHECK(!after && !contribution);
        return;
    }
    bool adds_up = true;
    for (size_t j = 0; j < slm_count(t); j++) {
        slm_real sum = step->input[i].first ? contribution[j] : before[j] + contribution[j];
        adds_up = adds_up && same_reals(&sum, &after[j], 1);
        adds_up = adds_up && (!step->input[i].first || before[j] == 0);
    }
    CHECK(adds_up);
}

/* Steps backward to the end; returns how many nodes were run. */
static size_t step_backward(slm_ctx *slm, slm_tensor *root, const slm_real *upstream) {
    static slm_backward_step step;
    size_t nodes = 0;
    if (!CHECK_INT(slm_backward_begin(slm, root, upstream), SLM_OK)) return 0;
    while (CHECK_INT(slm_backward_next(slm, &step), SLM_OK) && step.node) {
        nodes++;
        CHECK_INT(step.count, slm_input_count(step.node));
        for (int i = 0; i < step.count; i++) check_input(&step, i);
    }
    return nodes;
}

static void compare(slm_ctx *whole, slm_tensor *a, slm_ctx *stepped, slm_tensor *b) {
    if (!CHECK(a && b)) {
        printf("  %s\n", slm_error_text(whole));
        return;
    }
    static slm_real upstream[4096];
    for (size_t j = 0; j < slm_count(a); j++) upstream[j] = SLM_REAL(0.3) + (slm_real)(j % 5);
    for (int round = 0; round < 2; round++) {
        CHECK_INT(slm_forward(whole, a), SLM_OK);
        CHECK_INT(slm_forward_begin(stepped, b), SLM_OK);
        slm_tensor *node;
        size_t forwards = 0, results = 0;
        while (CHECK_INT(slm_forward_next(stepped, &node), SLM_OK) && node) forwards++;
        for (size_t i = 0; i < slm_tape_count(stepped); i++)
            results += slm_op_name(slm_tape_at(stepped, i)) != NULL;
        CHECK(forwards <= results && forwards > 0);
        if (!slm_requires_grad(a)) continue;
        CHECK_INT(slm_backward(whole, a, upstream), SLM_OK);
        CHECK(step_backward(stepped, b, upstream) > 0);
    }
    CHECK(same_tapes(whole, stepped));
    CHECK_INT(slm_random_state(whole), slm_random_state(stepped));
}

static void compare_case(const op_case *c, void *user) {
    (void)user;
    TEST(op_case_text(c));
    slm_ctx *whole = slm_create(NULL), *stepped = slm_create(NULL);
    slm_tensor *a = op_case_record(whole, c);
    compare(whole, a, stepped, op_case_record(stepped, c));
    slm_destroy(whole);
    slm_destroy(stepped);
}

static void compare_programs(void) {
    for (size_t i = 0; i < program_count; i++) {
        TEST(programs[i].name);
        slm_ctx *whole = slm_create(NULL), *stepped = slm_create(NULL);
        slm_tensor *a = programs[i].record(whole);
        compare(whole, a, stepped, programs[i].record(stepped));
        slm_destroy(whole);
        slm_destroy(stepped);
    }
}

static void repeated_input(void) {
    TEST("a repeated input has two entries");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *a = slm_tensor_new(slm, SLM_SHAPE(2), (slm_real[]){3, 4}, true);
    slm_tensor *b = slm_tensor_new(slm, SLM_SHAPE(2), (slm_real[]){10, 20}, true);
    slm_tensor *y = slm_concat(slm, (slm_tensor *[]){a, b, a, a}, 4, 0);
    slm_backward_step step;
    const slm_real upstream[] = {1, 2, 3, 4, 5, 6, 7, 8};
    CHECK_INT(slm_backward_begin(slm, y, upstream), SLM_OK);
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK(step.node == y);
    CHECK_INT(step.count, 4);
    const double before[] = {0, 0, 1, 6}, contribution[] = {1, 3, 5, 7}, after[] = {1, 3, 6, 13};
    for (int i = 0; i < 4; i++) {
        CHECK_NEAR(step.input[i].before[0], before[i], 0);
        CHECK_NEAR(step.input[i].contribution[0], contribution[i], 0);
        CHECK_NEAR(step.input[i].after[0], after[i], 0);
        CHECK(step.input[i].first == (i < 2));
    }
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK(!step.node);

    TEST("a leaf that already has a gradient is added to");
    CHECK_INT(slm_backward_begin(slm, y, upstream), SLM_OK);
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK(!step.input[0].first);
    CHECK_NEAR(step.input[0].before[0], 13, 0);
    CHECK_NEAR(slm_grad(slm, a)[0], 26, 0);
    slm_step_end(slm);

    TEST("an input without a gradient has no entry's arrays");
    slm_tensor *c = slm_mul(slm, a, slm_scalar(slm, 2, false));
    CHECK_INT(slm_backward_begin(slm, c, upstream), SLM_OK);
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK(step.input[0].before && !step.input[1].before && !step.input[1].contribution);
    CHECK(!step.input[1].after && step.input[1].tensor == slm_input(c, 1));
    slm_destroy(slm);
}

static void order_of_nodes(void) {
    TEST("results before what they are made of; what nothing flows to is skipped");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 2, true), *constant = slm_exp(slm, slm_scalar(slm, 1, false));
    slm_tensor *a = slm_exp(slm, x), *b = slm_mul(slm, a, x), *c = slm_mul(slm, b, constant);
    slm_tensor *hidden = slm_masked_fill(slm, c, slm_exp(slm, b), 1); /* the mask passes nothing */
    slm_backward_step step;
    slm_tensor *wanted[] = {hidden, c, b, a};
    CHECK_INT(slm_backward_begin(slm, hidden, NULL), SLM_OK);
    for (int i = 0; i < 4; i++) {
        CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
        CHECK(step.node == wanted[i]);
    }
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK(!step.node);
    CHECK_INT(slm_backward_next(slm, &step), SLM_E_NOT_STEPPING);
    slm_error_clear(slm);

    TEST("forward runs in the order of recording, constants too");
    slm_tensor *node, *forward[] = {constant, a, b, c, slm_input(hidden, 1), hidden};
    CHECK_INT(slm_forward_begin(slm, hidden), SLM_OK);
    for (int i = 0; i < 6; i++) {
        CHECK_INT(slm_forward_next(slm, &node), SLM_OK);
        CHECK(node == forward[i]);
    }
    CHECK_INT(slm_forward_next(slm, &node), SLM_OK);
    CHECK(!node);
    CHECK_INT(slm_forward_next(slm, &node), SLM_E_NOT_STEPPING);
    slm_destroy(slm);
}

static void refuse(slm_ctx *slm, slm_status got, const char *sentence) {
    CHECK(got != SLM_OK);
    CHECK_STR(slm_error_text(slm), sentence);
    slm_error_clear(slm);
}

static void one_pass_at_a_time(void) {
    TEST("while stepping, every other pass is refused");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 2, true), *y = slm_mul(slm, slm_exp(slm, x), x), *node;
    slm_backward_step step;
    for (int backward = 0; backward < 2; backward++) {
        CHECK_INT(backward ? slm_backward_begin(slm, y, NULL) : slm_forward_begin(slm, y), 0);
        refuse(slm, slm_forward(slm, y),
               "forward: a stepped pass is under way; finish it or end it first");
        refuse(slm, slm_backward(slm, y, NULL),
               "backward: a stepped pass is under way; finish it or end it first");
        refuse(slm, slm_forward_begin(slm, y),
               "forward_begin: a stepped pass is under way; finish it or end it first");
        refuse(slm, slm_backward_begin(slm, y, NULL),
               "backward: a stepped pass is under way; finish it or end it first");
        if (backward)
            refuse(slm, slm_forward_next(slm, &node),
                   "forward_next: no stepped pass is under way; begin one first");
        else
            refuse(slm, slm_backward_next(slm, &step),
                   "backward_next: no stepped pass is under way; begin one first");
        slm_step_end(slm);
        CHECK_INT(slm_forward(slm, y), SLM_OK);
        CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    }
    slm_step_end(slm);
    slm_step_end(NULL);

    TEST("NULL");
    CHECK_INT(slm_forward_next(NULL, &node), SLM_E_NULL);
    CHECK_INT(slm_backward_next(NULL, &step), SLM_E_NULL);
    refuse(slm, slm_forward_next(slm, NULL),
           "forward_next: node is NULL; did an earlier call fail?");
    refuse(slm, slm_backward_next(slm, NULL),
           "backward_next: step is NULL; did an earlier call fail?");
    refuse(slm, slm_forward_begin(slm, NULL),
           "forward_begin: the root is NULL; did an earlier call fail?");
    refuse(slm, slm_backward_begin(slm, NULL, NULL),
           "backward_begin: the root is NULL; did an earlier call fail?");

    TEST("recording while stepping is allowed");
    CHECK_INT(slm_backward_begin(slm, y, NULL), SLM_OK);
    slm_tensor *more = slm_matmul(slm, slm_causal_mask(slm, 40), slm_causal_mask(slm, 40));
    CHECK(slm_dropout(slm, more, 0.5));
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK(step.node == y);

    TEST("rewinding past the pass ends it, rewinding what came later does not");
    slm_mark later = slm_tape_mark(slm);
    slm_exp(slm, y);
    CHECK_INT(slm_tape_rewind(slm, later), SLM_OK);
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK(step.node == slm_input(y, 0));
    slm_tensor *z = slm_exp(slm, y);
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK_INT(slm_forward_begin(slm, z), SLM_OK);
    CHECK_INT(slm_tape_rewind(slm, later), SLM_OK);
    refuse(slm, slm_forward_next(slm, &node),
           "forward_next: no stepped pass is under way; begin one first");
    slm_destroy(slm);
}

/* What is written between two steps must not reach backward as if it had been computed: an index
 * out of range would write outside the gradient. */
static void writing_while_stepping(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *table = slm_tensor_new(slm, SLM_SHAPE(3, 2), NULL, true);
    slm_tensor *index = slm_index_new(slm, SLM_SHAPE(2), (int32_t[]){0, 2});
    slm_tensor *y = slm_exp(slm, slm_embedding(slm, table, index)), *node;
    const slm_real upstream[] = {1, 1, 1, 1};
    slm_backward_step step;
    static const char stale[] =
        "backward: values changed after the last forward; run forward first";

    TEST("an index written between two steps backward");
    CHECK_INT(slm_backward_begin(slm, y, upstream), SLM_OK);
    CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    CHECK_INT(slm_index_set(slm, index, (int32_t[]){0, 1000000}, 2), SLM_OK);
    refuse(slm, slm_backward_next(slm, &step), stale);
    slm_step_end(slm);
    refuse(slm, slm_forward(slm, y),
           "embedding: the index 1000000 at position 1 is outside 0 to 2");
    refuse(slm, slm_backward(slm, y, upstream), stale);

    TEST("an index written after the node that read it was run");
    CHECK_INT(slm_index_set(slm, index, (int32_t[]){0, 2}, 2), SLM_OK);
    CHECK_INT(slm_forward_begin(slm, y), SLM_OK);
    CHECK_INT(slm_forward_next(slm, &node), SLM_OK);
    CHECK_INT(slm_index_set(slm, index, (int32_t[]){0, -1000000}, 2), SLM_OK);
    while (CHECK_INT(slm_forward_next(slm, &node), SLM_OK) && node) continue;
    refuse(slm, slm_backward(slm, y, upstream), stale);

    TEST("a node that fails can be run again");
    CHECK_INT(slm_forward_begin(slm, y), SLM_OK);
    refuse(slm, slm_forward_next(slm, &node),
           "embedding: the index -1000000 at position 1 is outside 0 to 2");
    CHECK_INT(slm_index_set(slm, index, (int32_t[]){1, 1}, 2), SLM_OK);
    CHECK_INT(slm_forward_next(slm, &node), SLM_OK);
    CHECK(node == slm_input(y, 0));
    while (CHECK_INT(slm_forward_next(slm, &node), SLM_OK) && node) continue;
    CHECK_INT(slm_backward(slm, y, upstream), SLM_OK);
    CHECK_NEAR(slm_grad(slm, table)[2], 2, 1e-6);
    slm_destroy(slm);
}

int main(void) {
    op_cases_each(compare_case, NULL);
    compare_programs();
    repeated_input();
    order_of_nodes();
    one_pass_at_a_time();
    writing_while_stepping();
    return check_report("test_step");
}
