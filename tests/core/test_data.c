/* The built-in data: that each is what it says, is drawn again from its seed, and is split as
 * asked; and the order in which minibatches see it. */
#include "check.h"
#include "data/sampler.h"
#include "slm.h"

static const char *const classes[] = {"quadrants", "xor",   "circle", "gaussians",
                                      "spiral",    "moons", "three"};
static const char *const numbers[] = {"line", "plane", "by_hand"};
enum { CLASSES = sizeof classes / sizeof *classes, NUMBERS = sizeof numbers / sizeof *numbers };

static const char *name_at(int i) { return i < CLASSES ? classes[i] : numbers[i - CLASSES]; }

static slm_dataset make(slm_ctx *slm, const char *name, size_t samples, double noise,
                        uint64_t seed) {
    slm_dataset data = {0};
    CHECK_INT(
        slm_dataset_make(slm, &data, name,
                         &(slm_dataset_options){.samples = samples, .noise = noise, .seed = seed}),
        SLM_OK);
    return data;
}

static size_t rows_of(const slm_dataset *data) { return data->train + data->test; }

static bool same_x(const slm_dataset *a, const slm_dataset *b) {
    return rows_of(a) == rows_of(b) &&
           !memcmp(a->x, b->x, rows_of(a) * a->inputs * sizeof(slm_real));
}

static void drawn_again(void) {
    for (int i = 0; i < CLASSES + NUMBERS; i++) {
        TEST(name_at(i));
        slm_ctx *slm = slm_create(NULL);
        slm_dataset a = make(slm, name_at(i), 100, 0.1, 5), b = make(slm, name_at(i), 100, 0.1, 5);
        slm_dataset c = make(slm, name_at(i), 100, 0.1, 6);
        slm_dataset shorter = make(slm, name_at(i), 60, 0.1, 5);
        CHECK(same_x(&a, &b));
        CHECK(!memcmp(a.y, b.y, rows_of(&a) * a.outputs * sizeof(slm_real)));
        CHECK(same_x(&a, &c) == !strcmp(name_at(i), "by_hand"));
        shorter.train = rows_of(&a) < 60 ? rows_of(&a) : 60;
        CHECK(!memcmp(a.x, shorter.x, shorter.train * a.inputs * sizeof(slm_real)));
        for (size_t k = 0; k < rows_of(&a) * a.inputs; k++)
            CHECK((slm_real)(float)a.x[k] == a.x[k]); /* either build has the same numbers */
        slm_destroy(slm);
    }
}

static void labels(void) {
    for (int i = 0; i < CLASSES; i++) {
        TEST(classes[i]);
        slm_ctx *slm = slm_create(NULL);
        slm_dataset data = make(slm, classes[i], 600, 0, 3);
        CHECK_INT(data.classes, i == CLASSES - 1 ? 3 : 2);
        CHECK_INT(data.outputs, 1);
        size_t count[3] = {0};
        for (size_t r = 0; r < 600; r++) {
            if (!CHECK(data.label[r] >= 0 && (size_t)data.label[r] < data.classes)) break;
            CHECK_NEAR(data.y[r], data.label[r], 0);
            count[data.label[r]]++;
        }
        for (size_t c = 0; c < data.classes; c++)
            CHECK_NEAR(count[c], 600.0 / (double)data.classes,
                       strcmp(classes[i], "quadrants") ? 0 : 60);
        slm_destroy(slm);
    }
}

static void geometry(void) {
    slm_ctx *slm = slm_create(NULL);
    TEST("quadrants are N(0, 1), class 1 where x0 * x1 > 0");
    slm_dataset d = make(slm, "quadrants", 2000, 0, 1);
    double sum = 0, squares = 0;
    for (size_t r = 0; r < 2000; r++) {
        double x0 = (double)d.x[2 * r], x1 = (double)d.x[2 * r + 1];
        CHECK_INT(d.label[r], x0 * x1 > 0);
        sum += x0 + x1;
        squares += x0 * x0 + x1 * x1;
    }
    CHECK_NEAR(sum / 4000, 0, 0.05);
    CHECK_NEAR(squares / 4000, 1, 0.07);

    TEST("xor: class 1 where the signs differ");
    d = make(slm, "xor", 400, 0, 1);
    for (size_t r = 0; r < 400; r++) CHECK_INT(d.label[r], d.x[2 * r] * d.x[2 * r + 1] < 0);

    TEST("circle: a gap between disc and ring");
    d = make(slm, "circle", 400, 0, 1);
    for (size_t r = 0; r < 400; r++) {
        double radius = hypot((double)d.x[2 * r], (double)d.x[2 * r + 1]);
        CHECK(d.label[r] ? radius < 1.001 : radius > 1.399 && radius < 2.001);
    }

    TEST("noise moves the same points");
    slm_dataset moved = make(slm, "circle", 400, 0.01, 1);
    double most = 0;
    for (size_t k = 0; k < 800; k++) {
        double by = fabs((double)(moved.x[k] - d.x[k]));
        if (by > most) most = by;
    }
    CHECK(most > 0.01 && most < 0.06);

    TEST("line and plane");
    d = make(slm, "line", 2000, 0.1, 1);
    squares = 0;
    for (size_t r = 0; r < 2000; r++) {
        double off = (double)d.y[r] - (2 * (double)d.x[r] + 1);
        squares += off * off;
    }
    CHECK_NEAR(sqrt(squares / 2000), 0.1, 0.006);
    CHECK(d.label == NULL);
    CHECK_INT(d.classes, 0);
    d = make(slm, "plane", 100, 0, 1);
    for (size_t r = 0; r < 100; r++) CHECK_NEAR(d.y[r], (d.x[2 * r] + d.x[2 * r + 1]) / 2, 1e-6);

    TEST("the worked example");
    d = make(slm, "by_hand", 100, 1, 1);
    CHECK_INT(d.train, 1);
    CHECK_INT(d.outputs, 2);
    CHECK_NEAR(d.x[1], 0.1f, 0);
    CHECK_NEAR(d.y[1], 0.99f, 0);
    slm_destroy(slm);
}

static void split(void) {
    TEST("training and test rows");
    const struct {
        size_t samples;
        double ratio;
        size_t test;
    } cases[] = {{10, 0.3, 3}, {100, 0.29, 29}, {160, 0.2, 32},
                 {1, 0.9, 0},  {7, 0.5, 3},     {9, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        slm_ctx *slm = slm_create(NULL);
        slm_dataset d = {0};
        slm_dataset_options o = {.samples = cases[i].samples, .test_ratio = cases[i].ratio};
        slm_dataset_make(slm, &d, "moons", &o);
        CHECK_INT(d.test, cases[i].test);
        CHECK_INT(d.train, cases[i].samples - cases[i].test);
        slm_destroy(slm);
    }
}

static void refusals(void) {
    TEST("refusals");
    slm_ctx *slm = slm_create(NULL);
    slm_dataset d;
    const slm_dataset_options good = {.samples = 10};
    const double nan = (double)NAN;
    slm_dataset_options bad[6] = {good, good, good, good, good, good};
    bad[0].samples = 0, bad[1].samples = 2001;
    bad[2].noise = nan, bad[3].noise = 2.5;
    bad[4].test_ratio = nan, bad[5].test_ratio = 0.95;
    for (int i = 0; i < 6; i++) {
        CHECK_INT(slm_dataset_make(slm, &d, "line", &bad[i]), SLM_E_VALUE);
        slm_error_clear(slm);
    }
    slm_dataset_make(slm, &d, "line", &bad[1]);
    CHECK_STR(slm_error_text(slm), "dataset: samples is 2001; it must be 1 to 2000");
    slm_error_clear(slm);
    const char *none[] = {"nothing", "own", "square"};
    for (int i = 0; i < 3; i++) {
        CHECK_INT(slm_dataset_make(slm, &d, none[i], &good), SLM_E_STRUCTURE);
        slm_error_clear(slm);
    }
    CHECK_INT(slm_dataset_make(slm, NULL, "line", &good), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_dataset_make(slm, &d, NULL, &good), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_dataset_make(slm, &d, "line", NULL), SLM_E_NULL);
    CHECK_INT(slm_dataset_make(NULL, &d, "line", &good), SLM_E_NULL);
    slm_destroy(slm);
}

static size_t row_at(slm_sampler *s, uint64_t position) {
    size_t count;
    const uint32_t *rows = slm_sampler_rows(s, position, &count);
    CHECK_INT((long long)count, (long long)(s->rows - position % s->rows));
    return rows[0];
}

static void order(void) {
    TEST("each epoch is a permutation, and another one");
    enum { ROWS = 37 };
    uint32_t room[ROWS], first[ROWS];
    slm_sampler s = slm_sampler_start(11, ROWS, room);
    size_t differ = 0;
    for (uint64_t epoch = 0; epoch < 20; epoch++) {
        int seen[ROWS] = {0};
        for (uint64_t i = 0; i < ROWS; i++) {
            size_t row = row_at(&s, epoch * ROWS + i);
            if (!CHECK(row < ROWS)) return;
            seen[row]++;
            if (epoch == 0) first[i] = (uint32_t)row;
            differ += epoch > 0 && first[i] != row;
        }
        for (int i = 0; i < ROWS; i++) CHECK_INT(seen[i], 1);
    }
    CHECK(differ > 19 * ROWS * 9 / 10);
    for (uint64_t i = 0; i < ROWS; i++) CHECK_INT(row_at(&s, i), first[i]);

    TEST("every row is as likely at every place");
    uint32_t small[4];
    size_t count[4][4] = {{0}};
    slm_sampler four = slm_sampler_start(3, 4, small);
    for (uint64_t epoch = 0; epoch < 4000; epoch++)
        for (uint64_t i = 0; i < 4; i++) count[i][row_at(&four, epoch * 4 + i)]++;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++) CHECK_NEAR(count[i][k], 1000, 120);
}

static void out_of_memory(void) {
    TEST("without memory nothing is drawn");
    slm_ctx *slm = slm_create(NULL);
    slm_dataset d;
    const slm_dataset_options o = {.samples = 2000};
    slm_memory_fail(slm, 1, true);
    CHECK_INT(slm_dataset_make(slm, &d, "moons", &o), SLM_E_MEMORY);
    slm_memory_fail(slm, 0, false);
    slm_error_clear(slm);
    CHECK_INT(slm_dataset_make(slm, &d, "moons", &o), SLM_OK);
    slm_destroy(slm);
}

int main(void) {
    drawn_again();
    labels();
    geometry();
    split();
    refusals();
    order();
    out_of_memory();
    return check_report("test_data");
}
