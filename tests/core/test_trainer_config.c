/* The trainer's configuration: what it refuses and how it says so, what it describes, scenarios and
 * own points. */
#include "trainer_start.h"

static void refused_values(void) {
    TEST("a refused value names key, value and rule, and changes nothing");
    const struct {
        const char *key, *value;
        slm_status status;
        const char *text;
    } bad[] = {
        {"speed", "1", SLM_E_KEY_UNKNOWN, "config: there is no key named speed"},
        {"lr", "fast", SLM_E_KEY_NUMBER, "config: lr is fast; it must be a number from 0 to 1000"},
        {"lr", "-0.1", SLM_E_KEY_NUMBER, "config: lr is -0.1; it must be a number from 0 to 1000"},
        {"lr", "", SLM_E_KEY_NUMBER, "config: lr is empty; it must be a number from 0 to 1000"},
        {"lr", "nan", SLM_E_KEY_NUMBER, NULL},
        {"lr", "inf", SLM_E_KEY_NUMBER, NULL},
        {"lr", "1e999", SLM_E_KEY_NUMBER, NULL},
        {"lr", "1e", SLM_E_KEY_NUMBER, NULL},
        {"lr", ".", SLM_E_KEY_NUMBER, NULL},
        {"lr", "0.1 ", SLM_E_KEY_NUMBER, NULL},
        {"lr", "1.2.3", SLM_E_KEY_NUMBER, NULL},
        {"lr", "0x10", SLM_E_KEY_NUMBER, NULL},
        {"lr", "123456789012345678901234567890", SLM_E_KEY_NUMBER, NULL},
        {"test_ratio", "1", SLM_E_KEY_NUMBER,
         "config: test_ratio is 1; it must be a number from 0 to 0.9"},
        {"dropout", "1", SLM_E_KEY_NUMBER,
         "config: dropout is 1; it must be a number from 0 up to, not including, 1"},
        {"dropout", "0.99999999999", SLM_E_KEY_NUMBER, NULL},
        {"samples", "0", SLM_E_KEY_NUMBER,
         "config: samples is 0; it must be a whole number from 1 to 2000"},
        {"samples", "2.5", SLM_E_KEY_NUMBER, NULL},
        {"batch", "257", SLM_E_KEY_NUMBER, NULL},
        {"seed", "9007199254740992", SLM_E_KEY_NUMBER, NULL},
        {"seed", "9007199254740991.0000000000000000001", SLM_E_KEY_NUMBER, NULL},
        {"seed", "18446744073709551617", SLM_E_KEY_NUMBER, NULL}, /* 2^64 + 1 */
        {"seed", "1e9223372036854775808", SLM_E_KEY_NUMBER, NULL},
        {"seed", "1e-9223372036854775809", SLM_E_KEY_NUMBER, NULL},
        {"seed", "-1", SLM_E_KEY_NUMBER, NULL},
        {"batch", "0.99999999999999999999", SLM_E_KEY_NUMBER, NULL},
        {"batch", "16.00000000000000000001", SLM_E_KEY_NUMBER,
         "config: batch is 16.00000000000000000001; it must be a whole number from 0 to 256"},
        {"batch", "1e-400", SLM_E_KEY_NUMBER, NULL},
        {"batch", "1600000000000000000001e-20", SLM_E_KEY_NUMBER, NULL},
        {"hidden", "16,8.00000000000000000001", SLM_E_KEY_NUMBER, NULL},
        {"optimizer", "lion", SLM_E_KEY_CHOICE,
         "config: optimizer is lion; it must be one of sgd, adam, adamw"},
        {"optimizer", "ada", SLM_E_KEY_CHOICE, NULL},
        {"activation", "", SLM_E_KEY_CHOICE, NULL},
        {"activation", "relu,swish", SLM_E_KEY_CHOICE, NULL},
        {"activation", "relu,", SLM_E_KEY_CHOICE, NULL},
        {"hidden", "16,129", SLM_E_KEY_NUMBER,
         "config: hidden is 16,129; it must be up to 6 whole numbers, apart by commas, each from 1 "
         "to 128"},
        {"hidden", "1,2,3,4,5,6,7", SLM_E_KEY_NUMBER, NULL},
        {"hidden", "16,,16", SLM_E_KEY_NUMBER, NULL},
        {"hidden", "0", SLM_E_KEY_NUMBER, NULL},
    };
    slm_trainer *t = slm_trainer_create(NULL);
    slm_ctx *slm = slm_trainer_context(t);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char before[64] = "";
        const char *value = slm_trainer_get(t, bad[i].key);
        if (value) snprintf(before, sizeof before, "%s", value);
        slm_error_clear(slm);
        CHECK_INT(slm_trainer_set(t, bad[i].key, bad[i].value), bad[i].status);
        CHECK_INT(slm_error_status(slm), bad[i].status);
        if (bad[i].text) CHECK_STR(slm_error_text(slm), bad[i].text);
        slm_error_clear(slm);
        if (value) CHECK_STR(slm_trainer_get(t, bad[i].key), before);
    }
    CHECK_INT(slm_trainer_set(t, NULL, "1"), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_set(t, "lr", NULL), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_scenario(t, "nothing"), SLM_E_KEY_CHOICE);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_scenario(t, NULL), SLM_E_NULL);
    CHECK_INT(slm_trainer_set(NULL, "lr", "1"), SLM_E_NULL);
    CHECK(slm_trainer_get(NULL, "lr") == NULL);
    slm_trainer_destroy(t);
}

static void read_back(void) {
    TEST("what was set is read back, in one form");
    const char *const pair[][3] = {
        {"lr", "0.1", "0.1"},
        {"lr", "1e-3", "0.001"},
        {"lr", "+.5", "0.5"},
        {"lr", "12.50", "12.5"},
        {"lr", "-0", "0"},
        {"eps", "1E-08", "1e-8"},
        {"lr", "0.123456789012345", "0.123456789"},
        {"hidden", " 16, 8 ", "16,8"},
        {"hidden", "", ""},
        {"hidden", "4", "4"},
        {"activation", "tanh, relu", "tanh,relu"},
        {"seed", "9007199254740991", "9007199254740991"},
        {"seed", "8003582543557572.0", "8003582543557572"},
        {"seed", "4075418162114122.0", "4075418162114122"},
        {"seed", "9007199254740991.00000000000000000000", "9007199254740991"},
        {"seed", "900719925474099100000000000000e-14", "9007199254740991"},
        {"seed", "0000000000000000000000000000000000000007", "7"},
        {"seed", "0.00000000000000000000000000009007199254740991E+44", "9007199254740991"},
        {"seed", "-0e9223372036854775808", "0"},
        {"seed", "0.0e-9223372036854775808", "0"},
        {"batch", "1.6e1", "16"},
        {"hidden", "16.0, 80e-1", "16,8"},
        {"stop_loss", "-0.25", "-0.25"},
        {"loss", "cross_entropy", "cross_entropy"},
        {"init", "given", "given"},
    };
    slm_trainer *t = slm_trainer_create(NULL);
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        CHECK_INT(slm_trainer_set(t, pair[i][0], pair[i][1]), SLM_OK);
        CHECK_STR(slm_trainer_get(t, pair[i][0]), pair[i][2]);
    }
    slm_trainer_destroy(t);
}

/* `start`, so many zeros, `end`: less than 32 KiB. */
static const char *long_number(const char *start, int zeros, const char *end) {
    static char text[32768];
    int n = snprintf(text, sizeof text, "%s", start);
    memset(text + n, '0', (size_t)zeros);
    snprintf(text + n + zeros, sizeof text - (size_t)(n + zeros), "%s", end);
    return text;
}

static void long_numbers(void) {
    TEST("numbers of thousands of digits are what they say");
    slm_trainer *t = slm_trainer_create(NULL);
    slm_ctx *slm = slm_trainer_context(t);
    set(t, "batch", long_number("0.", 19999, "8e20000"));
    CHECK_STR(slm_trainer_get(t, "batch"), "8");
    set(t, "batch", long_number("9", 3000, "e-3000"));
    CHECK_STR(slm_trainer_get(t, "batch"), "9");
    set(t, "batch", long_number("10.", 3000, ""));
    CHECK_STR(slm_trainer_get(t, "batch"), "10");
    CHECK_INT(slm_trainer_set(t, "batch", long_number("11.", 3000, "1")), SLM_E_KEY_NUMBER);
    CHECK_INT(slm_trainer_set(t, "batch", long_number("1", 3000, "1e-3000")), SLM_E_KEY_NUMBER);
    CHECK_STR(slm_trainer_get(t, "batch"), "10");
    slm_error_clear(slm);
    set(t, "lr", long_number("0.", 19999, "25e20000"));
    CHECK_STR(slm_trainer_get(t, "lr"), "2.5");
    set(t, "lr", long_number("0.5", 3000, "1"));
    CHECK_STR(slm_trainer_get(t, "lr"), "0.5");
    slm_trainer_destroy(t);

    TEST("every whole number is read as it is written, in whatever form");
    t = slm_trainer_create(NULL);
    uint64_t n = 88172645463325252u;
    for (int i = 0; i < 2000; i++) {
        n ^= n << 13, n ^= n >> 7, n ^= n << 17;
        const unsigned long long seed = n >> (11 + i % 40);
        char text[64], want[32];
        static const char *const form[] = {"", ".0", "000e-3", ".0000000000000000000"};
        snprintf(want, sizeof want, "%llu", seed);
        for (int k = 0; k < 4; k++) {
            snprintf(text, sizeof text, "%llu%s", seed, form[k]);
            CHECK_INT(slm_trainer_set(t, "seed", text), SLM_OK);
            CHECK_STR(slm_trainer_get(t, "seed"), want);
        }
        snprintf(text, sizeof text, "%llu.00000000000000000001", seed);
        CHECK_INT(slm_trainer_set(t, "seed", text), SLM_E_KEY_NUMBER);
    }
    slm_trainer_destroy(t);
}

static void conflicts(void) {
    TEST("keys that do not go together leave the run as it is");
    const setting bad[][3] = {
        {{"hidden", "8,8"}, {"activation", "relu,tanh,relu"}},
        {{"data", "line"}, {"loss", "bce"}},
        {{"data", "plane"}, {"loss", "cross_entropy"}},
        {{"loss", "bce"}, {"output", "sigmoid"}},
        {{"init", "given"}},
        {{"data", "by_hand"}, {"init", "given"}, {"hidden", "3"}},
        {{"data", "own"}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        slm_trainer *t = start("manual", NULL);
        slm_ctx *slm = slm_trainer_context(t);
        slm_trainer_train(t, 3, NULL);
        slm_real weight = slm_data(slm_parameter_at(slm, 0))[0];
        for (int k = 0; k < 3 && bad[i][k].key; k++) set(t, bad[i][k].key, bad[i][k].value);
        CHECK_INT(slm_trainer_reset(t), SLM_E_KEY_CONFLICT);
        if (i == 1)
            CHECK_STR(slm_error_text(slm), "config: loss is bce, which does not go with data; "
                                           "numbers to predict need mse");
        slm_error_clear(slm);
        CHECK(slm_trainer_ready(t));
        CHECK(slm_data(slm_parameter_at(slm, 0))[0] == weight);
        CHECK_INT(progress(t).step, 3);
        CHECK_INT(slm_trainer_train(t, 1, NULL), SLM_OK);
        slm_trainer_destroy(t);
    }
}

static const char *const names[] = {"manual", "line",  "circle", "gaussians", "xor",    "spiral",
                                    "moons",  "plane", "three",  "square",    "by_hand"};

static void scenarios(void) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        TEST(names[i]);
        slm_trainer *t = start(names[i], NULL);
        CHECK(!slm_trainer_needs_reset(t));
        slm_trainer_train(t, 1, NULL);
        double first = progress(t).loss;
        slm_train_result r;
        slm_trainer_train(t, 1500, &r);
        CHECK_INT(r.stop, SLM_STOP_DONE);
        CHECK(progress(t).loss < 0.35 * first);
        if (!isnan(progress(t).test_accuracy)) CHECK(progress(t).test_accuracy > 0.9);
        CHECK_STR(slm_error_text(slm_trainer_context(t)), "");
        slm_trainer_destroy(t);
    }
}

/* A key is set to what another trainer has of it. */
static void take_over(slm_trainer *to, slm_trainer *from, const char *key) {
    set(to, key, slm_trainer_get(from, key));
}

static void scenario_on_the_way(void) {
    TEST("a scenario reaches the run as its keys would, one by one");
    slm_trainer *t = start("moons", NULL), *twin = start("moons", NULL);
    slm_trainer *bare = slm_trainer_create(NULL);
    slm_trainer_train(t, 3, NULL);
    slm_trainer_train(twin, 3, NULL);
    CHECK_INT(slm_trainer_scenario(t, "spiral"), SLM_OK);
    CHECK_INT(slm_trainer_scenario(bare, "spiral"), SLM_OK);
    const char *const live[] = {"batch", "activation", "optimizer", "lr"}; /* as spiral sets them */
    for (int i = 0; i < 4; i++) take_over(twin, bare, live[i]);
    CHECK(slm_trainer_needs_reset(t)); /* for its data and layers */
    CHECK_INT(slm_dim(slm_trainer_x(t), 0), 32);
    slm_trainer_train(t, 5, NULL);
    slm_trainer_train(twin, 5, NULL);
    CHECK(same_weights(t, twin));
    CHECK_INT(progress(t).step, 8);
    CHECK_INT(slm_trainer_scenario(t, "nothing"), SLM_E_KEY_CHOICE);
    CHECK_STR(slm_trainer_get(t, "lr"), "0.01");
    slm_trainer_destroy(t);
    slm_trainer_destroy(twin);
    slm_trainer_destroy(bare);
}

static void reset_in_a_scope(void) {
    TEST("a reset within an open scope is refused and leaves run and scope");
    slm_trainer *t = start("manual", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    const uint32_t loss = slm_id(slm_trainer_loss(t));
    CHECK_INT(slm_scope_push(slm, "mine"), SLM_OK);
    CHECK_INT(slm_trainer_reset(t), SLM_E_SCOPE);
    CHECK_STR(slm_error_text(slm), "scope: close the open ones before a reset");
    slm_error_clear(slm);
    CHECK_INT(slm_id(slm_trainer_loss(t)), loss);
    CHECK_STR(slm_scope_of(slm_scalar(slm, 1, false)), "mine");
    CHECK_INT(slm_scope_pop(slm), SLM_OK);
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    slm_trainer_destroy(t);
}

static void first_reset(void) {
    TEST("a first reset that is refused leaves what the caller made, or counts that it has ended");
    slm_trainer *t = slm_trainer_create(NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_parameter(slm, "mine", 0, NULL);
    set(t, "data", "own"); /* without points */
    CHECK_INT(slm_trainer_reset(t), SLM_E_KEY_CONFLICT);
    slm_error_clear(slm);
    set(t, "data", "xor");
    CHECK_INT(slm_parameter_count(slm), 1);
    CHECK_INT(slm_trainer_recording(t), 0);
    uint64_t n = 0; /* allocations before anything has ended */
    for (; slm_parameter_count(slm) && n < 100; n++) {
        CHECK_INT(slm_trainer_recording(t), 0);
        slm_memory_fail(slm, n + 1, false);
        CHECK_INT(slm_trainer_reset(t), SLM_E_MEMORY);
    }
    CHECK(n > 1 && n < 100);
    CHECK(slm_trainer_recording(t) != 0 && !slm_trainer_ready(t));
    slm_trainer_destroy(t);
}

static void reset_without_memory(void) {
    TEST("a reset without memory for the new data leaves the run; later, none");
    slm_trainer *t = start("manual", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 3, NULL);
    set(t, "hidden", "12");
    uint64_t n = 0; /* allocations that the data take */
    for (; slm_trainer_ready(t) && n < 100; n++) {
        CHECK_INT(progress(t).step, 3);
        slm_memory_fail(slm, n + 1, false);
        CHECK_INT(slm_trainer_reset(t), SLM_E_MEMORY);
    }
    CHECK(n > 1 && n < 100);
    slm_memory_fail(slm, 0, false);
    CHECK_STR(slm_trainer_get(t, "hidden"), "12");
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    slm_trainer_destroy(t);
}

/* Every loss on every data that can have it, every optimizer and activation. */
static void combinations(void) {
    TEST("combinations");
    const char *const loss[] = {"mse", "bce", "cross_entropy"};
    const char *const data[] = {"xor", "three"};
    const char *const optimizer[] = {"sgd", "adam", "adamw"};
    const char *const activation[] = {"identity", "relu", "tanh", "sigmoid", "gelu"};
    for (int l = 0; l < 3; l++)
        for (int d = 0; d < 2; d++)
            for (int a = 0; a < 5; a++) {
                slm_trainer *t =
                    start("manual", (const setting[]){{"loss", loss[l]},
                                                      {"data", data[d]},
                                                      {"optimizer", optimizer[(l + a) % 3]},
                                                      {"activation", activation[a]},
                                                      {"init", "xavier"},
                                                      {"lr", "0.05"},
                                                      {NULL, NULL}});
                slm_trainer_train(t, 1, NULL);
                double first = progress(t).loss;
                slm_trainer_train(t, 150, NULL);
                CHECK(progress(t).loss < first);
                CHECK_INT(slm_trainer_outputs(t), d ? 3 : l == 2 ? 2 : 1);
                CHECK_STR(slm_error_text(slm_trainer_context(t)), "");
                slm_trainer_destroy(t);
            }
}

static void description(void) {
    TEST("the description lists every key, data set and scenario");
    slm_ctx *slm = slm_create(NULL);
    const char *json = slm_describe_config(slm);
    int depth = 0;
    bool quoted = false;
    for (const char *s = json; *s; s++) {
        if (*s == '"' && s[-1] != '\\') quoted = !quoted;
        if (!quoted && (*s == '{' || *s == '[')) depth++;
        if (!quoted && (*s == '}' || *s == ']')) depth--;
    }
    CHECK_INT(depth, 0);
    CHECK(!quoted);
    CHECK(strstr(json, "{\"key\":\"lr\",\"kind\":\"real\",\"change\":\"live\",\"default\":\"0.1\","
                       "\"low\":0,\"high\":1000,\"open\":false,") != NULL);
    CHECK(strstr(json, "\"choices\":[\"identity\",\"relu\",\"tanh\",\"sigmoid\",\"gelu\"]"));
    CHECK(strstr(json, "\"high\":9007199254740991"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char entry[64];
        snprintf(entry, sizeof entry, "{\"name\":\"%s\",", names[i]);
        CHECK(strstr(json, entry) != NULL);
    }
    CHECK(strstr(json, "{\"name\":\"xor\",\"title\":\"XOR\",\"says\":\"") != NULL);
    CHECK(strstr(json, "\"updates\":[{\"rule\":\"w - lr*d\",\"where\":\"d = momentum*before + g"));
    CHECK(strstr(json, "weight_decay*w\",\"moments\":[\"d\"]},{\"rule\":\"w - lr*a\",\"where\":"));
    CHECK(strstr(json, "*w - lr*a\",\"where\":\"m = beta1*before + (1 - beta1)*g, v = "));
    CHECK(strstr(json, "\"moments\":[\"m\",\"v\"]}],"));
    CHECK(strstr(json, "\"stops\":[\"done\",\"condition\",\"nonfinite\"]"));
    slm_destroy(slm);
    CHECK(slm_describe_config(NULL) == NULL);
}

enum { POINTS = 40 };

static void own_points(void) {
    TEST("own points");
    slm_real x[2 * POINTS], y[POINTS];
    int32_t label[POINTS];
    unsigned char test[POINTS];
    for (int i = 0; i < POINTS; i++) {
        x[2 * i] = (slm_real)(i % 7) / 3 - 1;
        x[2 * i + 1] = (slm_real)(i % 5) / 2 - 1;
        label[i] = x[2 * i] > x[2 * i + 1];
        y[i] = x[2 * i] + 1;
        test[i] = i % 4 == 0;
    }
    slm_trainer *t = slm_trainer_create(NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_scenario(t, "own");
    CHECK_INT(slm_trainer_points(t, POINTS, 2, 1, 2, x, NULL, label, test), SLM_OK);
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    const slm_dataset *data = slm_trainer_data(t);
    CHECK_INT(data->train, 30);
    CHECK_INT(data->test, 10);
    CHECK(data->x[0] == x[2] && data->x[60] == x[0] && data->label[30] == label[0]);
    slm_trainer_train(t, 100, NULL);
    CHECK(progress(t).train_accuracy > 0.9);

    TEST("new points of the same kind go on with the same weights");
    slm_real weight = slm_data(slm_parameter_at(slm, 0))[0];
    CHECK_INT(slm_trainer_points(t, 20, 2, 1, 2, x, NULL, label, NULL), SLM_OK);
    CHECK_INT(slm_trainer_data(t)->train, 20);
    CHECK(!slm_trainer_needs_reset(t));
    CHECK_INT(slm_dim(slm_trainer_x(t), 0), 20);
    CHECK(slm_data(slm_parameter_at(slm, 0))[0] == weight);
    CHECK_INT(progress(t).step, 100);
    CHECK_INT(progress(t).epoch, 100);
    CHECK_INT(slm_trainer_train(t, 10, NULL), SLM_OK);

    TEST("points of another kind wait for a reset");
    CHECK_INT(slm_trainer_points(t, POINTS, 2, 1, 0, x, y, NULL, test), SLM_OK);
    CHECK_INT(slm_trainer_data(t)->classes, 2);
    CHECK(slm_trainer_needs_reset(t));
    CHECK_INT(slm_trainer_points(t, 20, 2, 1, 2, x, NULL, label, NULL), SLM_OK);
    CHECK(!slm_trainer_needs_reset(t)); /* those that were waiting are gone */
    CHECK_INT(slm_trainer_points(t, 20, 4, 1, 2, x, NULL, label, NULL), SLM_OK);
    CHECK(slm_trainer_needs_reset(t));
    CHECK_INT(slm_trainer_points(t, POINTS, 2, 1, 0, x, y, NULL, test), SLM_OK);
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    CHECK(!slm_trainer_needs_reset(t));
    CHECK_INT(slm_trainer_data(t)->classes, 0);
    slm_trainer_train(t, 300, NULL);
    CHECK(progress(t).test_loss < 0.05);

    TEST("points that are refused");
    const slm_real nan = SLM_NAN;
    const int32_t three = 3;
    const unsigned char one = 1;
    const slm_status got[] = {
        slm_trainer_points(t, 0, 2, 1, 2, x, NULL, label, NULL),
        slm_trainer_points(t, 2001, 2, 1, 2, x, NULL, label, NULL),
        slm_trainer_points(t, 5, 0, 1, 2, x, NULL, label, NULL),
        slm_trainer_points(t, 5, 17, 1, 2, x, NULL, label, NULL),
        slm_trainer_points(t, 5, 2, 1, 1, x, NULL, label, NULL),
        slm_trainer_points(t, 5, 2, 1, 9, x, NULL, label, NULL),
        slm_trainer_points(t, 5, 2, 2, 2, x, NULL, label, NULL),
        slm_trainer_points(t, 5, 2, 17, 0, x, y, NULL, NULL),
        slm_trainer_points(t, 1, 1, 1, 0, &nan, y, NULL, NULL),
        slm_trainer_points(t, 1, 1, 1, 0, x, &nan, NULL, NULL),
        slm_trainer_points(t, 1, 1, 1, 0, x, y, NULL, &one),
    };
    for (size_t i = 0; i < sizeof got / sizeof *got; i++) CHECK_INT(got[i], SLM_E_VALUE);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_points(t, 1, 1, 1, 2, x, NULL, &three, NULL), SLM_E_INDEX);
    CHECK_INT(slm_trainer_points(t, 1, 1, 1, 2, x, NULL, NULL, NULL), SLM_E_NULL);
    CHECK_INT(slm_trainer_points(NULL, 1, 1, 1, 2, x, NULL, &three, NULL), SLM_E_NULL);
    CHECK_INT(slm_trainer_data(t)->train, 30);
    slm_trainer_destroy(t);
}

int main(void) {
    refused_values();
    read_back();
    long_numbers();
    conflicts();
    scenarios();
    scenario_on_the_way();
    reset_in_a_scope();
    first_reset();
    reset_without_memory();
    combinations();
    description();
    own_points();
    return check_report("test_trainer_config");
}
