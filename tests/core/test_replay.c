/* A recorded tape run again: the same bits as recording again, for every operation; leaves that
 * change; marks and rewinds. */
#include "check.h"

#include "autograd/context.h"
#include "bits.h"
#include "op_cases.h"
#include "programs.h"

#include <stdlib.h>

typedef slm_tensor *recorder(slm_ctx *slm, const void *what);

static slm_tensor *record_case(slm_ctx *slm, const void *what) { return op_case_record(slm, what); }

static slm_tensor *record_program(slm_ctx *slm, const void *what) {
    return ((const program *)what)->record(slm);
}

/* The leaf's values, moved a little: in both contexts alike. */
static void change(slm_ctx *slm, slm_tensor *leaf) {
    if (slm_is_index(leaf) || slm_op_name(leaf)) return;
    slm_real *data = slm_data_mut(slm, leaf);
    for (size_t j = 0; j < slm_count(leaf); j++) data[j] *= SLM_REAL(1.0625);
}

static void change_all(slm_ctx *slm) {
    for (size_t i = 0; i < slm_tape_count(slm); i++) change(slm, slm_tape_at(slm, i));
    for (size_t i = 0; i < slm_parameter_count(slm); i++) change(slm, slm_parameter_at(slm, i));
}

/* Records on one context and replays there; on the other, rewinds and records again. Both draw
 * from the same random state. */
static void replay_equals_recording(recorder *record, const void *what) {
    slm_ctx *replayed = slm_create(NULL), *recorded = slm_create(NULL);
    slm_seed(replayed, 7);
    slm_tensor *a = record(replayed, what);
    if (!CHECK(a)) printf("  %s\n", slm_error_text(replayed));
    if (a) {
        slm_random_restore(replayed, 99);
        slm_random_restore(recorded, 99);
        slm_tensor *b = record(recorded, what);
        CHECK_INT(slm_forward(replayed, a), SLM_OK);
        if (slm_requires_grad(a)) {
            CHECK_INT(varied_backward(replayed, a), SLM_OK);
            CHECK_INT(varied_backward(recorded, b), SLM_OK);
        }
        CHECK(same_tapes(replayed, recorded));
        CHECK_INT(slm_random_state(replayed), slm_random_state(recorded));

        /* Replaying once more with other leaves, no allocation, and back again. */
        size_t in_use = slm_memory_in_use(replayed);
        slm_memory_fail(replayed, 1, true);
        change_all(replayed);
        slm_random_restore(replayed, 5);
        CHECK_INT(slm_forward(replayed, a), SLM_OK);
        change_all(recorded);
        slm_random_restore(recorded, 5);
        CHECK_INT(slm_forward(recorded, b), SLM_OK);
        if (slm_requires_grad(a)) {
            CHECK_INT(varied_backward(replayed, a), SLM_OK);
            CHECK_INT(varied_backward(recorded, b), SLM_OK);
        }
        CHECK(same_tapes(replayed, recorded));
        CHECK_INT(slm_memory_in_use(replayed), in_use);
    }
    slm_destroy(replayed);
    slm_destroy(recorded);
}

static void replay_case(const op_case *c, void *user) {
    (void)user;
    TEST(op_case_text(c));
    replay_equals_recording(record_case, c);
}

static void changed_leaves(void) {
    TEST("a changed leaf gives the result of recording with it");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2), (slm_real[]){1, 2}, true);
    slm_tensor *y = slm_sum(slm, slm_mul(slm, x, x), SLM_ALL);
    CHECK_NEAR(slm_item(slm, y), 5, 0);
    CHECK_INT(slm_set(slm, x, (slm_real[]){3, 4}, 2), SLM_OK);
    CHECK_NEAR(slm_item(slm, y), 5, 0);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_E_STALE);
    CHECK_STR(slm_error_text(slm),
              "backward: values changed after the last forward; run forward first");
    slm_error_clear(slm);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK_NEAR(slm_item(slm, y), 25, 0);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[1], 8, 0);

    TEST("forward of another root does not make this one fresh");
    slm_tensor *shared = slm_exp(slm, x), *one = slm_neg(slm, shared), *two = slm_abs(slm, shared);
    const slm_real ones[] = {1, 1};
    slm_set(slm, x, (slm_real[]){1, 1}, 2);
    CHECK_INT(slm_forward(slm, one), SLM_OK);
    CHECK_INT(slm_backward(slm, one, ones), SLM_OK);
    CHECK_INT(slm_backward(slm, two, ones), SLM_E_STALE);
    slm_error_clear(slm);
    CHECK_INT(slm_forward(slm, two), SLM_OK);
    CHECK_INT(slm_backward(slm, two, ones), SLM_OK);

    TEST("a leaf beside the graph does not make it stale");
    slm_tensor *beside = slm_scalar(slm, 1, true);
    slm_set(slm, beside, ones, 1);
    CHECK_INT(slm_backward(slm, two, ones), SLM_OK);
    slm_destroy(slm);
}

static void dropout_masks(void) {
    TEST("a new mask at each forward, the old one while frozen");
    slm_ctx *slm = slm_create(NULL);
    slm_real ones[64], first[64];
    for (int j = 0; j < 64; j++) ones[j] = 1;
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(64), ones, true);
    slm_tensor *d = slm_dropout(slm, x, 0.5), *y = slm_mul(slm, d, d);
    memcpy(first, slm_data(d), sizeof first);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK(!same_reals(first, slm_data(d), 64));
    memcpy(first, slm_data(d), sizeof first);
    slm_freeze_random(slm, true);
    const uint64_t random = slm_random_state(slm);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK(same_reals(first, slm_data(d), 64));
    CHECK_INT(slm_random_state(slm), random);
    slm_tensor *fresh = slm_dropout(slm, x, 0.5); /* a new node draws its first mask all the same */
    CHECK(!same_reals(ones, slm_data(fresh), 64));
    CHECK(slm_random_state(slm) != random);
    slm_freeze_random(slm, false);

    TEST("gradient and value use the same mask");
    CHECK_INT(slm_backward(slm, fresh, ones), SLM_OK);
    CHECK(same_reals(slm_grad(slm, x), slm_data(fresh), 64));

    TEST("a mask drawn for one root makes another stale, also when frozen since");
    CHECK_INT(slm_forward(slm, d), SLM_OK);
    CHECK_INT(slm_backward(slm, y, ones), SLM_E_STALE);
    slm_error_clear(slm);
    slm_freeze_random(slm, true);
    CHECK_INT(slm_forward(slm, d), SLM_OK);
    CHECK_INT(slm_backward(slm, y, ones), SLM_E_STALE);
    slm_error_clear(slm);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK_INT(slm_backward(slm, y, ones), SLM_OK);

    TEST("share of what is dropped, and the scale of what is kept");
    size_t kept = 0;
    slm_tensor *big = slm_tensor_new(slm, SLM_SHAPE(100, 100), NULL, false);
    slm_real *many = slm_data_mut(slm, big);
    for (size_t j = 0; j < slm_count(big); j++) many[j] = 1;
    slm_tensor *quarter = slm_dropout(slm, big, 0.25);
    for (size_t j = 0; j < slm_count(big); j++) {
        slm_real v = slm_data(quarter)[j];
        kept += v != 0;
        if (v != 0) CHECK_NEAR(v, 4.0 / 3.0, 1e-6);
    }
    CHECK_NEAR((double)kept / 10000, 0.75, 0.02);
    slm_destroy(slm);
}

static void marks(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *w = slm_parameter(slm, "w", SLM_SHAPE(3));
    slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(4, 3));

    TEST("rewinding gives back what came after the mark, addresses and all");
    slm_mark mark = slm_tape_mark(slm);
    slm_tensor *first = slm_mul(slm, x, w);
    const slm_real *data = slm_data(first);
    uint32_t last_id = slm_id(first);
    varied_backward(slm, first);
    CHECK_INT(slm_tape_rewind(slm, mark), SLM_OK);
    CHECK_INT(slm_tape_count(slm), 1);
    slm_tensor *again = slm_mul(slm, x, w);
    CHECK(slm_data(again) == data);

    TEST("ids are never used again");
    for (int i = 0; i < 20; i++) {
        CHECK(slm_id(again) > last_id);
        last_id = slm_id(again);
        CHECK_INT(slm_tape_rewind(slm, mark), SLM_OK);
        again = i % 2 ? slm_exp(slm, x) : slm_scalar(slm, 1, true);
    }
    CHECK(slm_id(slm_parameter(slm, "v", 0, NULL)) > last_id);

    TEST("a mark may be used again and again, and marks nest");
    slm_mark inner = slm_tape_mark(slm);
    slm_tensor *y = slm_exp(slm, again);
    CHECK_INT(slm_tape_rewind(slm, inner), SLM_OK);
    y = slm_exp(slm, again);
    CHECK_INT(slm_tape_rewind(slm, inner), SLM_OK);
    CHECK_INT(slm_tape_rewind(slm, mark), SLM_OK);
    y = slm_exp(slm, x);
    CHECK_INT(slm_tape_rewind(slm, inner), SLM_E_MARK);
    CHECK_STR(slm_error_text(slm), "rewind: the mark does not belong to what is on the tape now");
    slm_error_clear(slm);
    CHECK_INT(varied_backward(slm, y), SLM_OK);

    TEST("marks of other contexts, of nothing, and NULL");
    slm_ctx *other = slm_create(NULL);
    CHECK_INT(slm_tape_rewind(other, mark), SLM_E_MARK);
    CHECK_INT(slm_tape_rewind(slm, (slm_mark){{0}}), SLM_E_MARK);
    CHECK_INT(slm_tape_rewind(NULL, mark), SLM_E_NULL);
    CHECK_INT(slm_tape_mark(NULL).opaque[0], 0);
    slm_error_clear(slm);
    slm_destroy(other);

    TEST("a parameter that was a root before the rewind is one again after it");
    mark = slm_tape_mark(slm);
    CHECK_INT(varied_backward(slm, w), SLM_OK);
    CHECK_INT(slm_tape_rewind(slm, mark), SLM_OK);
    CHECK_INT(varied_backward(slm, w), SLM_OK);
    CHECK_INT(slm_tape_rewind(slm, mark), SLM_OK);
    CHECK_INT(varied_backward(slm, slm_exp(slm, w)), SLM_OK);
    slm_destroy(slm);
}

static void cleared(void) {
    TEST("a cleared context: marks of what is gone are refused, one of nothing holds");
    slm_ctx *slm = slm_create(NULL);
    slm_mark nothing = slm_tape_mark(slm);
    slm_exp(slm, slm_scalar(slm, 1, true));
    slm_tape_rewind(slm, nothing);
    slm_mark again = slm_tape_mark(slm); /* the arena has chunks now */
    slm_tensor *x = slm_scalar(slm, 1, true);
    slm_mark something = slm_tape_mark(slm);
    uint32_t last_id = slm_id(x);
    slm_parameter(slm, "p", SLM_SHAPE(3));
    slm_scope_push(slm, "open");
    slm_ctx_clear(slm);
    CHECK(slm_tape_count(slm) == 0 && slm_parameter_count(slm) == 0);
    CHECK_INT(slm_tape_rewind(slm, something), SLM_E_MARK);
    slm_error_clear(slm);
    CHECK_INT(slm_tape_rewind(slm, again), SLM_OK);
    x = slm_scalar(slm, 2, true);
    CHECK(slm_id(x) > last_id);
    CHECK_STR(slm_scope_of(x), "");
    CHECK_INT(varied_backward(slm, slm_exp(slm, x)), SLM_OK);
    CHECK_INT(slm_tape_rewind(slm, nothing), SLM_OK);
    slm_destroy(slm);
}

/* Orders lie in the tape's memory, too. A mark taken above one order must not be honoured when
 * another stands in its place: what is then recorded would overwrite it. */
static void mark_above_another_order(void) {
    TEST("a mark above an order that a rewind took away");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(1), (slm_real[]){1}, true), *deep = x;
    for (int i = 0; i < 200; i++) deep = slm_neg(slm, deep);
    slm_mark bottom = slm_tape_mark(slm);
    CHECK_INT(varied_backward(slm, x), SLM_OK); /* a small order */
    slm_mark above_small = slm_tape_mark(slm);
    CHECK_INT(slm_tape_rewind(slm, bottom), SLM_OK);
    CHECK_INT(varied_backward(slm, deep), SLM_OK); /* a large one in its place */
    CHECK_INT(slm_tape_rewind(slm, above_small), SLM_E_MARK);
    slm_error_clear(slm);
    for (int i = 0; i < 50; i++) slm_exp(slm, x);
    slm_zero_grad(slm);
    CHECK_INT(varied_backward(slm, deep), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[0], 0.5, 0);
    slm_destroy(slm);
}

/* The same program recorded at every step on a rewound tape. */
static void recording_again(void) {
    TEST("recording, rewinding, recording");
    slm_ctx *slm = slm_create(NULL), *other = slm_create(NULL);
    slm_mark start = slm_tape_mark(slm);
    size_t in_use = 0;
    for (int step = 0; step < 20; step++) {
        CHECK_INT(slm_tape_rewind(slm, start), SLM_OK);
        slm_tensor *x = program_leaf(slm, 1, SLM_SHAPE(5, 4));
        slm_tensor *y = slm_softmax(slm, slm_dropout(slm, slm_gelu(slm, x, false), 0.3), -1);
        CHECK_INT(varied_backward(slm, y), SLM_OK);
        if (step == 1) in_use = slm_memory_in_use(slm);
        if (step > 1) CHECK_INT(slm_memory_in_use(slm), in_use);
    }
    for (int step = 0; step < 20; step++) {
        slm_mark mark = slm_tape_mark(other);
        slm_tensor *x = program_leaf(other, 1, SLM_SHAPE(5, 4));
        slm_tensor *y = slm_softmax(other, slm_dropout(other, slm_gelu(other, x, false), 0.3), -1);
        CHECK_INT(varied_backward(other, y), SLM_OK);
        if (step < 19) slm_tape_rewind(other, mark);
    }
    CHECK(same_tapes(slm, other));
    slm_destroy(slm);
    slm_destroy(other);
}

/* --- Two whole passes, and what comes between them --- */

enum {
    BACKWARD_ONE,
    BACKWARD_OTHER,
    SET_GRAD,
    ZERO_GRAD,
    RECORD,
    REWIND,
    PART_OF_STEPS,
    GRADCHECK
};

typedef struct {
    slm_ctx *slm;
    slm_tensor *x, *product, *root[2], *extra;
    slm_mark mark;
} between;

static between between_start(void) {
    between b = {.slm = slm_create(NULL)};
    slm_tensor *w = slm_parameter(b.slm, "w", SLM_SHAPE(3, 4));
    for (size_t j = 0; j < 12; j++) slm_data_mut(b.slm, w)[j] = (slm_real)j * SLM_REAL(0.125) - 1;
    b.x = program_leaf(b.slm, 1, SLM_SHAPE(3, 4));
    b.product = slm_mul(b.slm, b.x, w);
    b.root[0] = slm_sum(b.slm, slm_tanh(b.slm, b.product), SLM_ALL);
    b.root[1] = slm_mean(b.slm, slm_add(b.slm, slm_neg(b.slm, b.product), w), SLM_ALL);
    b.extra = b.root[1];
    b.mark = slm_tape_mark(b.slm);
    return b;
}

static void step_through(slm_ctx *slm, slm_tensor *root, int steps) {
    slm_backward_step step = {.node = root};
    CHECK_INT(slm_backward_begin(slm, root, NULL), SLM_OK);
    while (steps-- && step.node) CHECK_INT(slm_backward_next(slm, &step), SLM_OK);
    slm_step_end(slm);
}

static void do_between(between *b, int action, bool whole) {
    static const slm_real given = 3;
    slm_tensor *root = action == BACKWARD_ONE ? b->root[0] : b->extra;
    slm_gradcheck_report report;
    switch (action) {
    case BACKWARD_ONE:
    case BACKWARD_OTHER:
        if (whole)
            CHECK_INT(slm_backward(b->slm, root, NULL), SLM_OK);
        else
            step_through(b->slm, root, 99);
        break;
    case SET_GRAD:
        CHECK_INT(slm_set_grad(b->slm, b->root[1], &given, 1), SLM_OK);
        break;
    case ZERO_GRAD:
        slm_zero_grad(b->slm);
        break;
    case RECORD:
        b->extra = slm_sum(
            b->slm, slm_mul(b->slm, b->product, program_leaf(b->slm, 2, SLM_SHAPE(4))), SLM_ALL);
        break;
    case REWIND:
        CHECK_INT(slm_tape_rewind(b->slm, b->mark), SLM_OK);
        b->extra = b->root[1];
        break;
    case PART_OF_STEPS:
        step_through(b->slm, root, 2);
        break;
    default:
        CHECK_INT(slm_gradcheck(b->slm, b->root[0], b->x, -1, NULL, &report), SLM_OK);
    }
}

/* Which inner gradients are set is kept from one whole pass to the next; a stepped one asks. */
static void between_passes(void) {
    TEST("what comes between two passes");
    between whole = between_start(), stepped = between_start();
    uint32_t state = 1;
    for (int i = 0; i < 600; i++) {
        state = state * 1664525u + 1013904223u;
        const int action = (int)(state >> 24) % (GRADCHECK + 1);
        do_between(&whole, action, true);
        do_between(&stepped, action, false);
        CHECK(same_tapes(whole.slm, stepped.slm));
    }
    slm_destroy(whole.slm);
    slm_destroy(stepped.slm);
}

static void refused_forward(void) {
    TEST("a refused forward computes nothing and draws nothing");
    slm_ctx *slm = slm_create(NULL);
    static const slm_real before[] = {1, 2, 3, 4}, after[] = {5, 6, 7, 8};
    const int32_t known[] = {0, 1}, unknown[] = {0, 4};
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(4, 1), before, false);
    slm_tensor *table = slm_exp(slm, slm_dropout(slm, x, 0.5));
    slm_tensor *index = slm_index_new(slm, SLM_SHAPE(2), known);
    slm_tensor *y = slm_embedding(slm, table, index);
    slm_real values[4], out[2];
    memcpy(values, slm_data(table), sizeof values);
    memcpy(out, slm_data(y), sizeof out);
    const uint64_t random = slm_random_state(slm);
    slm_set(slm, x, after, 4);
    slm_index_set(slm, index, unknown, 2);
    CHECK_INT(slm_forward(slm, y), SLM_E_INDEX);
    CHECK_STR(slm_error_text(slm), "embedding: the index 4 at position 1 is outside 0 to 3");
    slm_error_clear(slm);
    CHECK(memcmp(slm_data(table), values, sizeof values) == 0);
    CHECK(memcmp(slm_data(y), out, sizeof out) == 0);
    CHECK(slm_random_state(slm) == random);
    slm_index_set(slm, index, known, 2);
    CHECK_INT(slm_forward(slm, y), SLM_OK);
    CHECK(slm_random_state(slm) != random);
    slm_destroy(slm);
}

/* Gives the block of a context that has ended to the next one, as any allocator may, and keeps the
 * others until the end. */
typedef struct {
    size_t bytes; /* of a context */
    void *context, *block[16];
    size_t count;
} last_context;

static void *take_again(void *user, size_t bytes) {
    last_context *last = user;
    if (last->context && last->bytes == bytes) return last->context;
    return malloc(bytes);
}

static void keep(void *user, void *block, size_t bytes) {
    last_context *last = user;
    if (last->bytes == bytes)
        last->context = block;
    else if (last->count < sizeof last->block / sizeof *last->block)
        last->block[last->count++] = block;
}

static void mark_of_a_context_that_ended(void) {
    TEST("a mark of a context that ended, in one at its address");
    last_context last = {0};
    const slm_allocator allocator = {take_again, keep, &last};
    slm_ctx *first = slm_create(&allocator);
    last.bytes = slm_memory_in_use(first);
    slm_scalar(first, 1, false);
    const slm_mark mark = slm_tape_mark(first);
    slm_destroy(first);
    slm_ctx *second = slm_create(&allocator);
    CHECK(second == first);
    slm_tensor *x = slm_scalar(second, 2, false);
    CHECK_INT(slm_tape_rewind(second, mark), SLM_E_MARK);
    slm_error_clear(second);
    CHECK(slm_tape_at(second, 0) == x && slm_data(x)[0] == 2);
    slm_destroy(second);
    while (last.count > 0) free(last.block[--last.count]);
    free(last.context);
}

int main(void) {
    op_cases_each(replay_case, NULL);
    for (size_t i = 0; i < program_count; i++) {
        TEST(programs[i].name);
        replay_equals_recording(record_program, &programs[i]);
    }
    changed_leaves();
    dropout_masks();
    marks();
    cleared();
    refused_forward();
    mark_of_a_context_that_ended();
    mark_above_another_order();
    recording_again();
    between_passes();
    return check_report("test_replay");
}
