/* A run as bytes: restoring goes on bit for bit, in the same trainer and in a fresh one, and bytes
 * that are damaged or belong to another run change nothing. */
#include "trainer_start.h"

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

/* Every length and every byte: refused, or as good as the original; never half of it. */
static void damaged(void) {
    TEST("damaged bytes change nothing");
    const setting small[] = {
        {"hidden", "2"}, {"optimizer", "adam"}, {"samples", "20"}, {NULL, NULL}};
    slm_trainer *t = start("moons", small), *twin = start("moons", small);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 9, NULL);
    slm_bytes bytes = save(t);
    slm_trainer_train(t, 4, NULL);
    slm_trainer_train(twin, 13, NULL);
    for (size_t n = 0; n < bytes.length; n++) {
        CHECK_INT(slm_trainer_restore(t, bytes.data, n), SLM_E_BYTES);
        slm_error_clear(slm);
        CHECK(same_weights(t, twin));
    }
    CHECK_INT(slm_trainer_restore(t, NULL, 100), SLM_E_BYTES);
    CHECK_STR(slm_error_text(slm), "load: byte 0: these bytes are no run");
    slm_error_clear(slm);
    size_t refused = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        bytes.data[i] ^= 0xff;
        slm_status s = slm_trainer_restore(t, bytes.data, bytes.length);
        CHECK(s == SLM_OK || s == SLM_E_BYTES);
        slm_error_clear(slm);
        bytes.data[i] ^= 0xff;
        if (!s) continue; /* a flipped weight is a weight, too */
        refused++;
        CHECK_INT(slm_trainer_restore(t, bytes.data, bytes.length), SLM_OK);
        slm_trainer_train(t, 4, NULL);
        CHECK(same_weights(t, twin));
    }
    CHECK(refused > 100);
    unsigned char *longer = malloc(bytes.length + 1);
    memcpy(longer, bytes.data, bytes.length);
    longer[bytes.length] = 0;
    CHECK_INT(slm_trainer_restore(t, longer, bytes.length + 1), SLM_E_BYTES);
    slm_error_clear(slm);
    free(longer);

    TEST("bytes of another network or other data");
    const setting other[][3] = {{{"hidden", "3"}}, {{"samples", "30"}}, {{"hidden", "2,2"}}};
    for (int i = 0; i < 3; i++) {
        slm_trainer *wrong = start("moons", other[i]);
        CHECK_INT(slm_trainer_restore(wrong, bytes.data, bytes.length), SLM_E_BYTES);
        CHECK_INT(progress(wrong).step, 0);
        slm_trainer_destroy(wrong);
    }
    CHECK_INT(slm_trainer_save(t, NULL), SLM_E_NULL);
    CHECK_INT(slm_trainer_save(NULL, &bytes), SLM_E_NULL);
    CHECK_INT(slm_trainer_restore(NULL, bytes.data, bytes.length), SLM_E_NULL);
    slm_bytes_free(slm, &bytes);
    slm_trainer_destroy(t);
    slm_trainer_destroy(twin);
}

/* By hand, from the format's description: the numbers of one build read by the other. */
static void other_width(void) {
    TEST("numbers of the other build are read");
    slm_trainer *t = start("square", NULL);
    slm_bytes bytes = save(t);
    size_t values = bytes.length - 1 - 8 - sizeof(slm_real);
    unsigned char other[128];
    memcpy(other, bytes.data, values);
    other[5] = sizeof(slm_real) == 4 ? 8 : 4;
    double wide = 1.5;
    float narrow = 1.5f;
    memcpy(other + values, sizeof(slm_real) == 4 ? (void *)&wide : (void *)&narrow, other[5]);
    memcpy(other + values + other[5], bytes.data + values + sizeof(slm_real), 9);
    CHECK_INT(slm_trainer_restore(t, other, values + other[5] + 9), SLM_OK);
    CHECK_NEAR(slm_data(slm_parameter_at(slm_trainer_context(t), 0))[0], 1.5, 0);
    slm_bytes_free(slm_trainer_context(t), &bytes);
    slm_trainer_destroy(t);
}

int main(void) {
    goes_on();
    other_optimizer();
    other_run();
    damaged();
    other_width();
    return check_report("test_trainer_snapshot");
}
