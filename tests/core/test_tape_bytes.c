/* Tapes written as bytes and rebuilt: the same bits, names, masks and gradients, in the same build
 * or the other; broken bytes are refused and leave nothing behind. */
#include "refusal.h"

#include "bits.h"
#include "op_cases.h"
#include "programs.h"
#include "seal.h"

#include <stdlib.h>

/* Written by the float and the double build of programs "attention": see print_fixture. */
static const unsigned char from_float[] = {
#include "tape_float.inc"
};
static const unsigned char from_double[] = {
#include "tape_double.inc"
};

static bool same_text(const char *a, const char *b) { return a == b || (a && b && !strcmp(a, b)); }

/* Walks both graphs below a and b side by side; only small ones, as it goes along every path. */
static bool same_graph(slm_ctx *slm, slm_tensor *a, slm_ctx *other, slm_tensor *b) {
    if (!same_text(slm_op_name(a), slm_op_name(b)) || !same_text(slm_name_of(a), slm_name_of(b)) ||
        !same_text(slm_scope_of(a), slm_scope_of(b)) ||
        slm_is_parameter(a) != slm_is_parameter(b) || slm_rank(a) != slm_rank(b) ||
        slm_input_count(a) != slm_input_count(b) || !same_tensors(slm, a, other, b))
        return false;
    for (int i = 0; i < slm_rank(a); i++)
        if (slm_dim(a, i) != slm_dim(b, i)) return false;
    for (int i = 0; i < slm_input_count(a); i++)
        if (!same_graph(slm, slm_input(a, i), other, slm_input(b, i))) return false;
    return true;
}

/* Loaded and computed, with the dropout masks that came with it. NULL: it was refused. */
static slm_tensor *revive(slm_ctx *slm, const unsigned char *data, size_t length) {
    slm_tensor *loaded = slm_tape_load(slm, data, length);
    slm_freeze_random(slm, true);
    if (loaded) CHECK_INT(slm_forward(slm, loaded), SLM_OK);
    slm_freeze_random(slm, false);
    return loaded;
}

static void round_trip(slm_ctx *slm, slm_tensor *root) {
    slm_bytes bytes = {0};
    if (!CHECK(root) || !CHECK_INT(slm_tape_save(slm, root, &bytes), SLM_OK)) {
        printf("  %s\n", slm_error_text(slm));
        return;
    }
    slm_ctx *other = slm_create(NULL);
    slm_seed(other, 12345);
    const uint64_t random = slm_random_state(other);
    slm_tensor *loaded = revive(other, bytes.data, bytes.length);
    if (CHECK(loaded)) {
        CHECK_INT(slm_random_state(other), random); /* loading draws nothing */
        CHECK(same_graph(slm, root, other, loaded));
        if (slm_requires_grad(root)) {
            CHECK_INT(varied_backward(slm, root), SLM_OK);
            CHECK_INT(varied_backward(other, loaded), SLM_OK);
        }
        /* Both go on alike. */
        slm_random_restore(slm, 5);
        slm_random_restore(other, 5);
        CHECK_INT(slm_forward(slm, root), SLM_OK);
        CHECK_INT(slm_forward(other, loaded), SLM_OK);
        CHECK(same_graph(slm, root, other, loaded));
        slm_bytes again = {0};
        CHECK_INT(slm_tape_save(other, loaded, &again), SLM_OK);
        slm_bytes first = {0};
        CHECK_INT(slm_tape_save(slm, root, &first), SLM_OK);
        CHECK(again.length == first.length && !memcmp(again.data, first.data, first.length));
        slm_bytes_free(other, &again);
        slm_bytes_free(slm, &first);
    } else {
        printf("  %s\n", slm_error_text(other));
    }
    slm_bytes_free(slm, &bytes);
    CHECK(!bytes.data && !bytes.length);
    slm_destroy(other);
}

static void case_round_trip(const op_case *c, void *user) {
    (void)user;
    TEST(op_case_text(c));
    slm_ctx *slm = slm_create(NULL);
    round_trip(slm, op_case_record(slm, c));
    slm_destroy(slm);
}

static void names_and_flags(void) {
    TEST("names, scopes, parameters and no_grad");
    slm_ctx *slm = slm_create(NULL), *other = slm_create(NULL);
    slm_scope_push(slm, "model");
    slm_tensor *p = program_parameter(slm, "w", 1, SLM_SHAPE(3));
    slm_tensor *unused = slm_parameter(slm, "unused", SLM_SHAPE(3));
    slm_tensor *nameless = slm_parameter(slm, "", 0, NULL);
    slm_no_grad(slm, true);
    slm_tensor *fixed = slm_name(slm, slm_exp(slm, p), "fixed");
    slm_no_grad(slm, false);
    slm_tensor *y = slm_add(slm, slm_mul(slm, fixed, p), nameless);
    slm_scope_pop(slm);
    slm_bytes bytes;
    CHECK_INT(slm_tape_save(slm, y, &bytes), SLM_OK);
    slm_scope_push(other, "elsewhere");
    slm_tensor *loaded = revive(other, bytes.data, bytes.length);
    CHECK(loaded && same_graph(slm, y, other, loaded));
    CHECK_INT(slm_parameter_count(other), 2);
    CHECK(!slm_requires_grad(slm_input(slm_input(loaded, 0), 0)));
    CHECK_STR(slm_scope_of(slm_exp(other, loaded)), "elsewhere"); /* as before the load */
    (void)unused;

    TEST("a tape comes back as it was saved: neither an open scope nor no_grad changes it");
    slm_no_grad(other, true);
    slm_tensor *again = revive(other, bytes.data, bytes.length);
    CHECK(again && same_graph(slm, y, other, again)); /* its scopes are those of y */
    CHECK(slm_requires_grad(again) && slm_requires_grad(slm_input(again, 1)));
    CHECK(!slm_requires_grad(slm_input(slm_input(again, 0), 0)));
    CHECK(!slm_requires_grad(slm_exp(other, again))); /* no_grad is still on */
    slm_no_grad(other, false);

    TEST("loading records and computes nothing: a forward does");
    slm_tensor *idle = slm_tape_load(other, bytes.data, bytes.length);
    const slm_real *values = slm_data(idle);
    for (size_t i = 0; i < slm_count(idle); i++) CHECK(values[i] == 0);
    CHECK_INT(slm_backward(other, idle, (slm_real[]){1, 1, 1}), SLM_E_STALE);
    slm_error_clear(other);
    CHECK_INT(slm_forward(other, idle), SLM_OK);
    CHECK(same_graph(slm, y, other, idle));

    TEST("loading twice gives two graphs");
    CHECK(slm_tape_load(other, bytes.data, bytes.length) != loaded);
    CHECK_INT(slm_parameter_count(other), 8);

    TEST("loading while stepping is refused, frozen randomness stays frozen");
    slm_forward_begin(other, loaded);
    REFUSED(other, slm_tape_load(other, bytes.data, bytes.length), SLM_E_STEPPING,
            "load: a stepped pass is under way; finish it or end it first");
    slm_step_end(other);
    slm_bytes_free(slm, &bytes);

    TEST("a leaf by itself");
    CHECK_INT(slm_tape_save(slm, p, &bytes), SLM_OK);
    loaded = slm_tape_load(other, bytes.data, bytes.length);
    CHECK(loaded && slm_is_parameter(loaded) && same_reals(slm_data(p), slm_data(loaded), 3));
    slm_bytes_free(slm, &bytes);

    TEST("the longest name and the longest scopes");
    char longest[SLM_NAME_BYTES];
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    CHECK_INT(slm_scope_push(slm, longest), SLM_OK);
    slm_tensor *named = slm_name(slm, slm_exp(slm, p), longest);
    slm_scope_pop(slm);
    CHECK_INT(slm_tape_save(slm, named, &bytes), SLM_OK);
    loaded = slm_tape_load(other, bytes.data, bytes.length);
    CHECK_STR(slm_name_of(loaded), longest);
    CHECK_STR(slm_scope_of(loaded), longest);
    slm_bytes_free(slm, &bytes);
    slm_destroy(slm);
    slm_destroy(other);
}

static void refuses_bad_calls(void) {
    TEST("bad calls");
    slm_ctx *slm = slm_create(NULL);
    slm_bytes bytes;
    REFUSED_STATUS(slm, slm_tape_save(slm, NULL, &bytes), SLM_E_NULL,
                   "save: the root is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_tape_save(slm, slm_tape_at(slm, 0), NULL), SLM_E_NULL,
                   "save: the root is NULL; did an earlier call fail?");
    slm_tensor *x = slm_scalar(slm, 1, true);
    REFUSED_STATUS(slm, slm_tape_save(slm, x, NULL), SLM_E_NULL,
                   "save: where the bytes go is NULL; did an earlier call fail?");
    CHECK_INT(slm_tape_save(NULL, x, &bytes), SLM_E_NULL);
    CHECK(!slm_tape_load(NULL, from_float, sizeof from_float));
    slm_bytes_free(NULL, &bytes);
    slm_bytes_free(slm, NULL);
    REFUSED(slm, slm_tape_load(slm, (const unsigned char *)"SLMX", 4), SLM_E_BYTES,
            "load: byte 4: these bytes are no tape");
    REFUSED(slm, slm_tape_load(slm, (const unsigned char *)"SLMT\x63", 5), SLM_E_BYTES,
            "load: byte 5: this version of the format is unknown");
    REFUSED(slm, slm_tape_load(slm, (const unsigned char *)"SLMT\x01\x04", 6), SLM_E_BYTES,
            "load: byte 5: this version of the format is unknown");
    REFUSED(slm, slm_tape_load(slm, (const unsigned char *)"SLMT\x02\x04", 6), SLM_E_BYTES,
            "load: byte 5: the bytes are damaged");
    static const struct {
        const char *content, *error;
    } wrong[] = {
        {"\x05\x01\0\0\0", "load: byte 6: numbers must have 4 or 8 bytes"},
        {"\x04\0\0\0\0", "load: byte 10: the count of tensors cannot be right"},
        {"\x04\xff\xff\xff\xff", "load: byte 10: the count of tensors cannot be right"},
        {"\x04\x01\0\0\0\x09", "load: byte 11: there is no such kind of tensor"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unsigned char sealed[19] = "SLMT\x02";
        const size_t length = 10 + (i == 3);
        memcpy(sealed + 5, wrong[i].content, length - 5);
        seal(sealed, length + CHECKSUM_BYTES);
        REFUSED(slm, slm_tape_load(slm, sealed, length + CHECKSUM_BYTES), SLM_E_BYTES,
                wrong[i].error);
    }
    slm_destroy(slm);
}

/* What a load that fails must leave as it was. */
typedef struct {
    size_t nodes, parameters;
    uint64_t random;
    char scope[16];
} state;

static state state_of(slm_ctx *slm) {
    return (state){slm_tape_count(slm), slm_parameter_count(slm), slm_random_state(slm), ""};
}

static bool broken(slm_ctx *slm, const unsigned char *data, size_t length) {
    state before = state_of(slm);
    /* An exact copy, so that AddressSanitizer sees a read past the end. */
    unsigned char *exact = malloc(length ? length : 1);
    memcpy(exact, data, length);
    slm_mark mark = slm_tape_mark(slm);
    slm_tensor *loaded = slm_tape_load(slm, exact, length);
    free(exact);
    if (loaded) {
        /* An index may be out of its range now. */
        slm_status s = slm_forward(slm, loaded);
        CHECK(s == SLM_OK || s == SLM_E_INDEX);
        slm_error_clear(slm);
        slm_tape_rewind(slm, mark);
        return false;
    }
    state after = state_of(slm);
    CHECK(after.nodes == before.nodes && after.parameters == before.parameters);
    CHECK(after.random == before.random);
    CHECK(slm_error_status(slm) != SLM_OK && *slm_error_text(slm));
    slm_error_clear(slm);
    return true;
}

static void breaks_bytes(const unsigned char *data, size_t length) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 2, true), *y = slm_mul(slm, x, x);
    slm_memory_limit(slm, (size_t)1 << 24);
    unsigned char *bad = malloc(length + 1);
    for (size_t cut = 0; cut < length; cut++) {
        if (!CHECK(broken(slm, data, cut))) printf("  cut after %zu\n", cut);
        memcpy(bad, data, cut);
        seal(bad, cut);
        if (!CHECK(broken(slm, bad, cut))) printf("  cut after %zu, sealed\n", cut);
    }
    memcpy(bad, data, length);
    bad[length] = 0;
    CHECK(broken(slm, bad, length + 1));
    size_t refused = 0;
    static const unsigned char flips[] = {0x01, 0x80, 0xff, 0x10};
    for (size_t i = 0; i < length; i++)
        for (size_t k = 0; k < sizeof flips; k++) {
            memcpy(bad, data, length);
            bad[i] ^= flips[k];
            if (!CHECK(broken(slm, bad, length))) printf("  byte %zu changed\n", i);
            if (i >= length - CHECKSUM_BYTES) continue;
            seal(bad, length);
            refused += broken(slm, bad, length);
            /* Parameters of what did load stay: a context of its own, or they pile up. */
            if (slm_parameter_count(slm) > 64) {
                slm_destroy(slm);
                slm = slm_create(NULL);
                slm_memory_limit(slm, (size_t)1 << 24);
                x = slm_scalar(slm, 2, true), y = slm_mul(slm, x, x);
            }
        }
    CHECK(refused > length / 2);
    free(bad);
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_NEAR(slm_grad(slm, x)[0], 4, 0);
    slm_destroy(slm);
}

/* The other build's bytes give the same graph, its values rounded or widened. */
static void other_build(void) {
    TEST("bytes of the float and of the double build");
    slm_ctx *slm = slm_create(NULL), *a = slm_create(NULL), *b = slm_create(NULL);
    slm_tensor *here = program_attention(slm);
    slm_tensor *narrow = revive(a, from_float, sizeof from_float);
    slm_tensor *wide = revive(b, from_double, sizeof from_double);
    if (CHECK(narrow && wide && here)) {
        CHECK_INT(slm_count(narrow), slm_count(here));
        for (size_t j = 0; j < slm_count(here); j++) {
            CHECK_NEAR(slm_data(narrow)[j], slm_data(here)[j], 1e-6);
            CHECK_NEAR(slm_data(wide)[j], slm_data(here)[j], 1e-6);
        }
        slm_tensor *same = sizeof(slm_real) == 4 ? narrow : wide;
        CHECK(same_graph(slm, here, same == narrow ? a : b, same));
    }
    slm_destroy(slm);
    slm_destroy(a);
    slm_destroy(b);
}

/* test_tape_bytes fixture > tape_float.inc (of test_tape_bytes.f64: > tape_double.inc) */
static int print_fixture(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_bytes bytes;
    if (slm_tape_save(slm, program_attention(slm), &bytes)) return 1;
    for (size_t i = 0; i < bytes.length; i++)
        printf("%u,%s", bytes.data[i], i % 24 == 23 ? "\n" : " ");
    printf("\n");
    slm_bytes_free(slm, &bytes);
    slm_destroy(slm);
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "fixture")) return print_fixture();
    op_cases_each(case_round_trip, NULL);
    for (size_t i = 0; i < program_count; i++) {
        TEST(programs[i].name);
        slm_ctx *slm = slm_create(NULL);
        round_trip(slm, programs[i].record(slm));
        slm_destroy(slm);
    }
    names_and_flags();
    refuses_bad_calls();
    other_build();
    TEST("broken bytes");
    breaks_bytes(sizeof(slm_real) == 4 ? from_float : from_double,
                 sizeof(slm_real) == 4 ? sizeof from_float : sizeof from_double);
    return check_report("test_tape_bytes");
}
