/* A run as bytes: restoring goes on bit for bit, in the same trainer and in a fresh one, and bytes
 * that are damaged or belong to another run change nothing. */
#include "trainer_start.h"

#include "seal.h"

#include <stdlib.h>

static slm_bytes save(slm_trainer *t) {
    slm_bytes bytes = {0};
    CHECK_INT(slm_trainer_save(t, &bytes), SLM_OK);
    return bytes;
}

static const setting variants[][5] = {
    {{"optimizer", "sgd"}},
    {{"optimizer", "sgd"}, {"momentum", "0.9"}, {"batch", "16"}},
    {{"optimizer", "adam"}, {"batch", "20"}, {"dropout", "0.4"}},
    {{"optimizer", "adamw"}, {"weight_decay", "0.1"}, {"dropout", "0.2"}, {"hidden", "8,8"}},
    {{"data", "three"}, {"optimizer", "adam"}, {"batch", "7"}},
};

static void refuses(slm_trainer *t, const unsigned char *data, size_t length,
                    const char *sentence) {
    slm_ctx *slm = slm_trainer_context(t);
    CHECK_INT(slm_trainer_restore(t, data, length), SLM_E_BYTES);
    CHECK_STR(slm_error_text(slm), sentence);
    slm_error_clear(slm);
}

static void goes_on(void) {
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
        TEST("restoring goes on bit for bit");
        slm_trainer *whole = start("moons", variants[v]), *fresh = start("moons", variants[v]);
        slm_trainer_train(whole, 23, NULL);
        if (v % 2) slm_trainer_prepare(whole); /* what is prepared is no part of a run */
        slm_bytes bytes = save(whole);
        slm_trainer_train(whole, 40, NULL);
        slm_trainer *back = start("moons", variants[v]);
        slm_trainer_train(back, 50, NULL);
        slm_trainer *other[] = {fresh, back};
        for (int k = 0; k < 2; k++) {
            CHECK_INT(slm_trainer_restore(other[k], bytes.data, bytes.length), SLM_OK);
            CHECK_INT(progress(other[k]).step, 23);
            slm_trainer_train(other[k], 40, NULL);
            CHECK(same_weights(whole, other[k]));
            CHECK(progress(whole).loss == progress(other[k]).loss);
            CHECK_INT(progress(whole).epoch, progress(other[k]).epoch);
        }
        slm_history h;
        slm_trainer_history(back, SLM_SERIES_LOSS, SLM_EVERY_LAYER, &h);
        CHECK_INT(h.count, 63); /* 50, of which 23 were kept, and 40 more */
        for (size_t i = 1; i < h.count; i++) CHECK(h.step[i] > h.step[i - 1]);
        slm_trainer_history(fresh, SLM_SERIES_TEST_LOSS, SLM_EVERY_LAYER, &h);
        CHECK(h.count > 0 && h.step[0] == 23); /* nothing leads there from a beginning of its own */
        slm_bytes_free(slm_trainer_context(whole), &bytes);
        CHECK(bytes.data == NULL);
        slm_trainer_destroy(whole);
        slm_trainer_destroy(fresh);
        slm_trainer_destroy(back);
    }
}

static void other_optimizer(void) {
    TEST("state of another optimizer is left behind");
    slm_trainer *t = start("moons", variants[2]);
    slm_trainer_train(t, 10, NULL);
    slm_bytes bytes = save(t);
    set(t, "optimizer", "sgd");
    CHECK_INT(slm_trainer_restore(t, bytes.data, bytes.length), SLM_OK);
    CHECK_INT(slm_trainer_train(t, 5, NULL), SLM_OK);
    slm_bytes_free(slm_trainer_context(t), &bytes);
    slm_trainer_destroy(t);
}

static void other_run(void) {
    TEST("a run goes on in a trainer of another seed");
    const setting seeded[] = {{"batch", "16"}, {"dropout", "0.2"}, {"seed", "5"}, {NULL, NULL}};
    const setting plain[] = {{"batch", "16"}, {"dropout", "0.2"}, {NULL, NULL}};
    slm_trainer *t = start("moons", plain), *other = start("moons", seeded);
    slm_trainer_train(t, 2, NULL);
    slm_trainer_train(other, 2, NULL);
    slm_bytes bytes = save(t);
    CHECK_INT(slm_trainer_restore(other, bytes.data, bytes.length), SLM_OK);
    slm_trainer_train(t, 30, NULL);
    slm_trainer_train(other, 30, NULL);
    CHECK(same_weights(t, other));
    slm_bytes_free(slm_trainer_context(t), &bytes);
    slm_trainer_destroy(t);
    slm_trainer_destroy(other);

    TEST("momentum that was not saved starts from zero");
    t = start("moons", variants[0]);
    slm_trainer_train(t, 5, NULL);
    bytes = save(t);
    set(t, "momentum", "0.9");
    other = start("moons", variants[0]);
    set(other, "momentum", "0.9");
    slm_trainer_train(other, 20, NULL);
    CHECK_INT(slm_trainer_restore(other, bytes.data, bytes.length), SLM_OK);
    slm_trainer_train(t, 10, NULL);
    slm_trainer_train(other, 10, NULL);
    CHECK(same_weights(t, other));
    slm_bytes_free(slm_trainer_context(t), &bytes);
    slm_trainer_destroy(t);
    slm_trainer_destroy(other);
}

static bool same(double a, double b) { return a == b || (a != a && b != b); }

/* Everything that a run is goes into its bytes; what it has shown does not. */
static bool is_as_saved(slm_trainer *t, const slm_bytes *saved, const slm_progress *shown) {
    slm_bytes now = save(t);
    slm_progress p = progress(t);
    bool alike = now.length == saved->length && !memcmp(now.data, saved->data, now.length) &&
                 p.step == shown->step && same(p.loss, shown->loss) &&
                 same(p.test_loss, shown->test_loss) && p.tested_step == shown->tested_step;
    slm_bytes_free(slm_trainer_context(t), &now);
    return alike;
}

static const setting small[] = {
    {"hidden", "2"}, {"optimizer", "adam"}, {"samples", "20"}, {NULL, NULL}};

/* Every length and every byte. */
static void damaged(void) {
    TEST("damaged bytes are refused and change nothing");
    slm_trainer *t = start("moons", small);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 9, NULL);
    slm_bytes bytes = save(t);
    slm_trainer_train(t, 4, NULL);
    slm_bytes now = save(t);
    const slm_progress shown = progress(t);
    for (size_t n = 0; n < bytes.length; n++) {
        CHECK_INT(slm_trainer_restore(t, bytes.data, n), SLM_E_BYTES);
        slm_error_clear(slm);
        bytes.data[n] ^= 0x10;
        CHECK_INT(slm_trainer_restore(t, bytes.data, bytes.length), SLM_E_BYTES);
        slm_error_clear(slm);
        bytes.data[n] ^= 0x10;
        CHECK(is_as_saved(t, &now, &shown));
    }
    refuses(t, NULL, 100, "load: byte 0: these bytes are no run");
    bytes.data[20] ^= 1;
    refuses(t, bytes.data, bytes.length, "load: byte 5: the bytes are damaged");
    bytes.data[20] ^= 1;
    bytes.data[4] = 1;
    refuses(t, bytes.data, bytes.length, "load: byte 5: this version of the format is unknown");
    slm_bytes_free(slm, &bytes);
    slm_bytes_free(slm, &now);
    slm_trainer_destroy(t);
}

/* What a broken program may have written, its checksum right: refused, or as good as any other run;
 * never half of it. */
static void malformed(void) {
    TEST("malformed bytes with the right checksum change nothing");
    slm_trainer *t = start("moons", small);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 9, NULL);
    slm_bytes bytes = save(t);
    slm_trainer_train(t, 4, NULL);
    slm_bytes now = save(t);
    slm_progress shown = progress(t);
    size_t refused = 0;
    unsigned char *other = malloc(bytes.length + 1);
    for (size_t i = 0; i < bytes.length - CHECKSUM_BYTES; i++) {
        memcpy(other, bytes.data, bytes.length);
        other[i] ^= 0xff;
        seal(other, bytes.length);
        slm_status s = slm_trainer_restore(t, other, bytes.length);
        CHECK(s == SLM_OK || s == SLM_E_BYTES);
        slm_error_clear(slm);
        if (!s) { /* a flipped weight is a weight, too */
            CHECK_INT(slm_trainer_restore(t, now.data, now.length), SLM_OK);
            shown = progress(t);
            continue;
        }
        refused++;
        CHECK(is_as_saved(t, &now, &shown));
    }
    CHECK(refused > 100);
    for (size_t n = CHECKSUM_BYTES; n <= bytes.length + 1; n++) {
        if (n == bytes.length) continue;
        memcpy(other, bytes.data, n < bytes.length ? n : bytes.length);
        seal(other, n);
        CHECK_INT(slm_trainer_restore(t, other, n), SLM_E_BYTES);
        slm_error_clear(slm);
        CHECK(is_as_saved(t, &now, &shown));
    }
    free(other);
    slm_bytes_free(slm, &bytes);
    slm_bytes_free(slm, &now);
    slm_trainer_destroy(t);
}

/* The bytes are refused by a run of the given settings, and it stays at its beginning. */
static void refused_by(const setting *settings, const slm_bytes *bytes, const char *sentence) {
    slm_trainer *t = start("moons", settings);
    slm_ctx *slm = slm_trainer_context(t);
    slm_bytes before = save(t);
    const slm_progress shown = progress(t);
    refuses(t, bytes->data, bytes->length, sentence);
    slm_bytes after = save(t);
    CHECK(after.length == before.length && !memcmp(after.data, before.data, after.length));
    CHECK_INT(progress(t).step, shown.step);
    slm_bytes_free(slm, &before);
    slm_bytes_free(slm, &after);
    slm_trainer_destroy(t);
}

static void belongs(void) {
    TEST("bytes of another network, loss or count of rows");
    slm_trainer *t = start("moons", small);
    slm_trainer_train(t, 9, NULL);
    slm_bytes bytes = save(t);
    const setting wide[] = {{"hidden", "3"}, {"samples", "20"}, {NULL, NULL}};
    const setting deep[] = {{"hidden", "2,2"}, {"samples", "20"}, {NULL, NULL}};
    const setting many[] = {{"hidden", "2"}, {"samples", "30"}, {NULL, NULL}};
    const setting loss[] = {{"hidden", "2"}, {"samples", "20"}, {"loss", "mse"}, {NULL, NULL}};
    refused_by(wide, &bytes, "load: byte 101: the parameters are not those of this run");
    refused_by(deep, &bytes, "load: byte 59: the parameters are not those of this run");
    refused_by(many, &bytes, "load: byte 39: the run had another number of training rows");
    refused_by(loss, &bytes, "load: byte 31: the run had another loss");

    TEST("weights are tried on other data of the same form");
    const setting noisy[] = {{"hidden", "2"}, {"samples", "20"}, {"noise", "0.5"}, {NULL, NULL}};
    slm_trainer *other = start("moons", noisy);
    CHECK_INT(slm_trainer_restore(other, bytes.data, bytes.length), SLM_OK);
    CHECK(same_weights(t, other));
    CHECK(progress(t).test_loss != progress(other).test_loss);
    slm_trainer_destroy(other);

    CHECK_INT(slm_trainer_save(t, NULL), SLM_E_NULL);
    CHECK_INT(slm_trainer_save(NULL, &bytes), SLM_E_NULL);
    CHECK_INT(slm_trainer_restore(NULL, bytes.data, bytes.length), SLM_E_NULL);
    slm_bytes_free(slm_trainer_context(t), &bytes);
    slm_trainer_destroy(t);
}

/* By hand, from the format's description: the numbers of one build read by the other. */
static void other_width(void) {
    TEST("numbers of the other build are read");
    slm_trainer *t = start("square", NULL);
    slm_bytes bytes = save(t);
    size_t values = bytes.length - CHECKSUM_BYTES - 1 - 8 - sizeof(slm_real);
    unsigned char other[128];
    memcpy(other, bytes.data, values);
    other[5] = sizeof(slm_real) == 4 ? 8 : 4;
    double wide = 1.5;
    float narrow = 1.5f;
    memcpy(other + values, sizeof(slm_real) == 4 ? (void *)&wide : (void *)&narrow, other[5]);
    memcpy(other + values + other[5], bytes.data + values + sizeof(slm_real), 9);
    size_t length = values + other[5] + 9 + CHECKSUM_BYTES;
    seal(other, length);
    CHECK_INT(slm_trainer_restore(t, other, length), SLM_OK);
    CHECK_NEAR(slm_data(slm_parameter_at(slm_trainer_context(t), 0))[0], 1.5, 0);
    slm_bytes_free(slm_trainer_context(t), &bytes);
    slm_trainer_destroy(t);
}

int main(void) {
    goes_on();
    other_optimizer();
    other_run();
    damaged();
    malformed();
    belongs();
    other_width();
    return check_report("test_trainer_snapshot");
}
