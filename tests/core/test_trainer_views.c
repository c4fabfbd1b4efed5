/* What the trainer shows: history, statistics, histograms, predictions, maps, probes, confusion. */
#include "trainer_start.h"

static void history(void) {
    TEST("history has constant cost and real samples");
    slm_trainer *t = start("manual", NULL), *twin = start("manual", NULL);
    static double loss[5000];
    for (int i = 0; i < 5000; i++) {
        slm_trainer_prepare(twin);
        loss[i] = progress(twin).loss;
        slm_trainer_update(twin, NULL);
    }
    slm_trainer_train(t, 100, NULL);
    slm_history h;
    CHECK_INT(slm_trainer_history(t, SLM_SERIES_LOSS, SLM_EVERY_LAYER, &h), SLM_OK);
    CHECK_INT(h.count, 100);
    for (size_t i = 0; i < h.count; i++) CHECK_INT((int)h.step[i], i);
    slm_trainer_train(t, 4893, NULL);
    slm_trainer_history(t, SLM_SERIES_LOSS, SLM_EVERY_LAYER, &h);
    CHECK(h.count > SLM_HISTORY / 2 && h.count <= SLM_HISTORY);
    CHECK_NEAR(h.step[0], 0, 0);
    CHECK_NEAR(h.step[h.count - 1], 4992, 0);
    for (size_t i = 0; i < h.count; i++) {
        CHECK_NEAR(h.value[i], loss[(int)h.step[i]], 0);
        if (i) CHECK(h.step[i] > h.step[i - 1]);
        if (i && i + 1 < h.count) CHECK_NEAR(h.step[i] - h.step[i - 1], 8, 0);
    }

    TEST("layers of a history");
    slm_history all, layer[2], ratio;
    slm_trainer_history(t, SLM_SERIES_GRADIENT_NORM, SLM_EVERY_LAYER, &all);
    for (int k = 0; k < 2; k++)
        CHECK_INT(slm_trainer_history(t, SLM_SERIES_GRADIENT_NORM, k, &layer[k]), SLM_OK);
    for (size_t i = 0; i < all.count; i++)
        CHECK_NEAR(all.value[i], hypot(layer[0].value[i], layer[1].value[i]), 1e-12);
    slm_history weight, bias; /* behind the layers: weight 1, bias 1, weight 2, bias 2 */
    slm_trainer_history(t, SLM_SERIES_GRADIENT_NORM, 2 + 2, &weight);
    CHECK_INT(slm_trainer_history(t, SLM_SERIES_GRADIENT_NORM, 2 + 3, &bias), SLM_OK);
    for (size_t i = 0; i < all.count; i++)
        CHECK_NEAR(layer[1].value[i], hypot(weight.value[i], bias.value[i]), 1e-12);
    slm_trainer_history(t, SLM_SERIES_UPDATE_RATIO, 0, &ratio);
    for (size_t i = 0; i < ratio.count; i++) CHECK(ratio.value[i] > 0 && ratio.value[i] < 1);
    slm_trainer_history(t, SLM_SERIES_TEST_LOSS, SLM_EVERY_LAYER, &h);
    CHECK_INT(h.count, 500); /* at 0, 10, ..., 4990 */
    CHECK_NEAR(h.step[499], 4990, 0);
    slm_trainer_history(t, SLM_SERIES_TRAIN_ACCURACY, SLM_EVERY_LAYER, &h);
    CHECK(h.value[h.count - 1] > 0.9);
    slm_ctx *slm = slm_trainer_context(t);
    CHECK_INT(slm_trainer_history(t, SLM_SERIES_LOSS, 0, &h), SLM_E_VALUE);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_history(t, SLM_SERIES_GRADIENT_NORM, 6, &h), SLM_E_VALUE);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_history(t, (slm_series)99, -1, &h), SLM_E_VALUE);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_history(t, SLM_SERIES_LOSS, -1, NULL), SLM_E_NULL);
    CHECK_STR(slm_series_name(SLM_SERIES_UPDATE_RATIO), "update_ratio");
    CHECK_STR(slm_series_name((slm_series)99), "");
    slm_trainer_destroy(t);
    slm_trainer_destroy(twin);
}

/* Evaluations that the history would not keep are left out: what it holds is the same. */
static void tests_in_history(void) {
    TEST("the history of tests, in calls of any length");
    enum { STEPS = 3001 };
    static double loss[STEPS + 1];
    const int lengths[] = {1, 7, STEPS};
    for (int k = 0; k < 3; k++) {
        slm_trainer *t = start("moons", NULL);
        set(t, "test_every", "1");
        slm_trainer_reset(t);
        loss[0] = k ? loss[0] : progress(t).test_loss;
        for (int done = 0; done < STEPS;) {
            int length = lengths[k] < STEPS - done ? lengths[k] : STEPS - done;
            slm_trainer_train(t, (uint64_t)length, NULL);
            done += length;
            CHECK_INT((int)progress(t).tested_step, done);
            if (!k) loss[done] = progress(t).test_loss;
            CHECK_NEAR(progress(t).test_loss, loss[done], 0);
        }
        slm_history h;
        slm_trainer_history(t, SLM_SERIES_TEST_LOSS, SLM_EVERY_LAYER, &h);
        CHECK_NEAR(h.step[h.count - 1], STEPS, 0);
        for (size_t i = 0; i < h.count; i++) CHECK_NEAR(h.value[i], loss[(int)h.step[i]], 0);
        for (size_t i = 0; i + 1 < h.count; i++) CHECK_NEAR(h.step[i], 4 * i, 0);
        slm_trainer_destroy(t);
    }
}

static void update_ratio(void) {
    TEST("the update ratio of one step");
    slm_trainer *t = start("by_hand", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    double update = 0, weights = 0, of_weight = 0;
    slm_trainer_prepare(t);
    for (size_t i = 2; i < 4; i++) { /* the second layer */
        slm_tensor *p = slm_parameter_at(slm, i);
        for (size_t k = 0; k < slm_count(p); k++) {
            weights += pow((double)slm_data(p)[k], 2);
            update += pow(0.5 * (double)slm_grad(slm, p)[k], 2);
        }
        if (i == 2) of_weight = sqrt(update / weights);
    }
    slm_trainer_update(t, NULL);
    slm_history h;
    slm_trainer_history(t, SLM_SERIES_UPDATE_RATIO, 1, &h);
    CHECK_INT(h.count, 1);
    CHECK_NEAR(h.value[0], sqrt(update / weights), 1e-6);
    slm_trainer_history(t, SLM_SERIES_UPDATE_RATIO, 2 + 2, &h); /* its weight alone */
    CHECK_NEAR(h.value[0], of_weight, 1e-6);
    slm_trainer_destroy(t);
}

static void statistics(void) {
    TEST("statistics, in the order of the described graph");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(4, 1), (slm_real[]){-2, 0, 1, 5}, true);
    slm_tensor *classes = slm_index_new(slm, SLM_SHAPE(3), NULL);
    slm_tensor *y = slm_relu(slm, x);
    slm_tensor *z = slm_mul(slm, slm_sum(slm, y, SLM_ALL),
                            slm_sum(slm, slm_embedding(slm, x, classes), SLM_ALL));
    slm_backward(slm, z, NULL);
    size_t count = slm_graph_count(slm, z);
    CHECK_INT(count, 7);
    double row[7][SLM_STAT_COUNT];
    CHECK_INT(slm_graph_statistics(slm, z, row[0], count), SLM_OK);
    CHECK_NEAR(row[0][SLM_STAT_MIN], -2, 0); /* x, the first leaf */
    CHECK_NEAR(row[0][SLM_STAT_MAX], 5, 0);
    CHECK_NEAR(row[0][SLM_STAT_MEAN], 1, 0);
    CHECK_NEAR(row[0][SLM_STAT_RMS], sqrt(30.0 / 4), 1e-12);
    CHECK_NEAR(row[0][SLM_STAT_ZERO_FRACTION], 0.25, 0);
    CHECK_NEAR(row[0][SLM_STAT_NONFINITE], 0, 0);
    CHECK(isnan(row[1][SLM_STAT_MIN]) && isnan(row[1][SLM_STAT_GRADIENT_NORM]));     /* indices */
    CHECK_NEAR(row[2][SLM_STAT_ZERO_FRACTION], 0.5, 0);                              /* relu */
    CHECK(isnan(row[0][SLM_STAT_DEAD_UNITS]) && isnan(row[1][SLM_STAT_DEAD_UNITS])); /* leaves */
    CHECK_NEAR(row[2][SLM_STAT_DEAD_UNITS], 0, 0);
    double norm = 0;
    for (int j = 0; j < 4; j++) norm += pow((double)slm_grad(slm, x)[j], 2);
    CHECK_NEAR(row[0][SLM_STAT_GRADIENT_NORM], sqrt(norm), 1e-6);
    CHECK_NEAR(row[6][SLM_STAT_GRADIENT_MIN], 1, 0); /* the root */
    CHECK_NEAR(row[6][SLM_STAT_GRADIENT_MAX], 1, 0);

    TEST("values that are no numbers are counted apart");
    slm_set(slm, x, (slm_real[]){SLM_NAN, SLM_INFINITY, 3, -1}, 4);
    slm_zero_grad(slm);
    slm_graph_statistics(slm, z, row[0], count);
    CHECK_NEAR(row[0][SLM_STAT_NONFINITE], 2, 0);
    CHECK_NEAR(row[0][SLM_STAT_MEAN], 1, 0);
    CHECK_NEAR(row[0][SLM_STAT_MAX], 3, 0);
    CHECK_NEAR(row[0][SLM_STAT_GRADIENT_NORM], 0, 0);
    CHECK_INT(slm_graph_statistics(slm, z, row[0], count - 1), SLM_E_LENGTH);
    slm_error_clear(slm);

    TEST("a unit is dead when no row of its column is above 0");
    slm_tensor *four = slm_tensor_new(
        slm, SLM_SHAPE(2, 4), (slm_real[]){-1, 2, SLM_NAN, 0, 0, -5, -1, SLM_INFINITY}, false);
    slm_graph_statistics(slm, slm_relu(slm, four), row[0], count);
    CHECK_NEAR(row[1][SLM_STAT_DEAD_UNITS], 2, 0);
    slm_tensor *rows =
        slm_sum(slm, four, (int[]){1}, 1, false); /* NaN, inf: two units of one row */
    slm_graph_statistics(slm, rows, row[0], count);
    CHECK_NEAR(row[1][SLM_STAT_DEAD_UNITS], 1, 0);
    slm_tensor *none = slm_relu(slm, slm_tensor_new(slm, SLM_SHAPE(0, 4), NULL, false));
    slm_graph_statistics(slm, none, row[0], count);
    CHECK(isnan(row[1][SLM_STAT_DEAD_UNITS]));

    TEST("histograms");
    uint32_t bins[4];
    double low, high;
    CHECK_INT(slm_histogram(slm, x, false, bins, 4, &low, &high), SLM_OK);
    CHECK_NEAR(low, -1, 0);
    CHECK_NEAR(high, 3, 0);
    CHECK_INT(bins[0], 1);
    CHECK_INT(bins[3], 1);
    CHECK_INT(bins[1] + bins[2], 0);
    slm_histogram(slm, x, true, bins, 4, &low, &high);
    CHECK_INT(bins[0], 4); /* an unset gradient is zeros, all alike */
    CHECK_INT(slm_histogram(slm, classes, false, bins, 4, &low, &high), SLM_E_DTYPE);
    slm_error_clear(slm);
    CHECK_INT(slm_histogram(slm, classes, true, bins, 4, &low, &high), SLM_E_NO_GRAD);
    slm_error_clear(slm);
    CHECK_INT(slm_histogram(slm, x, false, bins, 0, &low, &high), SLM_E_VALUE);
    slm_error_clear(slm);
    CHECK_INT(slm_histogram(slm, x, false, NULL, 4, &low, &high), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_graph_count(slm, NULL), 0);
    CHECK_STR(slm_statistic_name(SLM_STAT_ZERO_FRACTION), "zero_fraction");
    slm_destroy(slm);
}

/* The statistics of `count` values, and of themselves as their gradient. */
static const double *statistics_of(const double *values, size_t count) {
    static double row[SLM_STAT_COUNT];
    static slm_real x[1000];
    slm_ctx *slm = slm_create(NULL);
    for (size_t i = 0; i < count; i++) x[i] = (slm_real)values[i];
    slm_tensor *t = slm_tensor_new(slm, SLM_SHAPE(count), x, true);
    CHECK_INT(slm_backward(slm, t, x), SLM_OK);
    CHECK_INT(slm_graph_statistics(slm, t, row, 1), SLM_OK);
    slm_destroy(slm);
    return row;
}

static void ends_of_the_range(void) {
    TEST("statistics where sums and squares leave the range of a double");
    if (sizeof(slm_real) == 4) return; /* those of floats do not */
    const double most = 1.7976931348623157e308;
    const struct {
        double value[4];
        size_t count;
        double mean, rms, norm;
    } exact[] = {
        {{1e200, 1e200}, 2, 1e200, 1e200, 1e200 * 1.4142135623730951},
        {{1.5e308, 1.5e308}, 2, 1.5e308, 1.5e308, (double)INFINITY},
        {{-1.5e308, -1.5e308, -1.5e308}, 3, -1.5e308, 1.5e308, (double)INFINITY},
        {{1.5e308, 1.5e308, -1.5e308, -1.5e308}, 4, 0, 1.5e308, (double)INFINITY},
        {{1.5e308, 1.5e308, -1.5e308, 3},
         4,
         1.5e308 / 4,
         1.5e308 * 0.8660254037844386,
         (double)INFINITY},
        {{1e308, 0, 0, 0}, 4, 1e308 / 4, 1e308 / 2, 1e308},
        {{most, (double)INFINITY, (double)NAN, most}, 4, most, most, (double)INFINITY},
        {{3e-170, 4e-170}, 2, 3.5e-170, 5e-170 / 1.4142135623730951, 5e-170},
        {{3e-320, -4e-320}, 2, -5e-321, 5e-320 / 1.4142135623730951, 5e-320},
        {{1e-162, 0, 0, 0}, 4, 2.5e-163, 5e-163, 1e-162},
        {{0, 0}, 2, 0, 0, 0},
        {{1e-170, 2}, 2, 1, 1.4142135623730951, 2},
    };
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        const double *row = statistics_of(exact[i].value, exact[i].count);
        const double least = 1e-323; /* numbers as small are farther apart than their 1e15th */
        CHECK_NEAR(row[SLM_STAT_MEAN], exact[i].mean, fabs(exact[i].mean) * 1e-15 + least);
        CHECK_NEAR(row[SLM_STAT_RMS], exact[i].rms, exact[i].rms * 1e-15 + least);
        CHECK_NEAR(row[SLM_STAT_GRADIENT_NORM], exact[i].norm, exact[i].rms * 2e-15 + least);
    }

    TEST("within the range they are the plain sums, bit for bit");
    const double plain[] = {0.1, 0.1, 0.1};
    const double *of = statistics_of(plain, 3), squared = 0.1 * 0.1 + 0.1 * 0.1 + 0.1 * 0.1;
    CHECK_NEAR(of[SLM_STAT_MEAN], (0.1 + 0.1 + 0.1) / 3, 0);
    CHECK_NEAR(of[SLM_STAT_RMS], sqrt(squared / 3), 0);
    CHECK_NEAR(of[SLM_STAT_GRADIENT_NORM], sqrt(squared), 0);

    TEST("rounding takes no mean past the largest number");
    double same[1000];
    for (size_t i = 0; i < 1000; i++) same[i] = most;
    for (size_t n = 1; n <= 1000; n++) {
        const double *row = statistics_of(same, n);
        CHECK_NEAR(row[SLM_STAT_MEAN], most, most * 1e-13);
        CHECK_NEAR(row[SLM_STAT_RMS], most, most * 1e-13);
    }
}

/* relu(x W1 + b1) W2 + b2 in plain loops */
static double by_loops(slm_ctx *slm, double x0, double x1, int unit) {
    const slm_real *w1 = slm_data(slm_parameter_at(slm, 0));
    const slm_real *b1 = slm_data(slm_parameter_at(slm, 1));
    const slm_real *w2 = slm_data(slm_parameter_at(slm, 2));
    double y = (double)slm_data(slm_parameter_at(slm, 3))[0];
    for (int j = 0; j < 16; j++) {
        double h = x0 * (double)w1[j] + x1 * (double)w1[16 + j] + (double)b1[j];
        if (h < 0) h = 0;
        if (j == unit) return h;
        y += h * (double)w2[j];
    }
    return y;
}

static void maps(void) {
    TEST("predictions and maps against plain loops");
    slm_trainer *t = start("manual", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 200, NULL);
    enum { W = 40, H = 17 };
    static float value[W * H];
    static uint8_t rgba[W * H * 4];
    const uint32_t colours[] = {0xff0000, 0x00ff00, 0x0000ff};
    slm_map_request q = {.x0 = -2, .x1 = 3, .y0 = -1, .y1 = 4, .width = W, .height = H};
    double scale[2];
    CHECK_INT(slm_trainer_map(t, &q, colours, 3, value, rgba, scale), SLM_OK);
    CHECK_NEAR(scale[0], 0, 0);
    CHECK_NEAR(scale[1], 1, 0);
    for (int r = 0; r < H; r++)
        for (int c = 0; c < W; c++) {
            double x0 = -2 + 5 * (c + 0.5) / (double)W, x1 = 4 - 5 * (r + 0.5) / (double)H;
            CHECK_NEAR(value[r * W + c], by_loops(slm, x0, x1, -1), 2e-5);
            slm_real point[2] = {(slm_real)x0, (slm_real)x1}, out;
            slm_trainer_predict(t, point, 1, &out);
            CHECK_NEAR(value[r * W + c], out, 1e-6);
            double v = (double)value[r * W + c];
            const uint8_t *p = rgba + 4 * (r * W + c);
            CHECK_INT(p[3], 255);
            if (v <= 0) CHECK(p[0] == 255 && p[1] == 0 && p[2] == 0);
            if (v >= 1) CHECK(p[0] == 0 && p[1] == 0 && p[2] == 255);
            if (v > 0 && v < 0.5) CHECK_NEAR(p[1], 255 * 2 * v, 1);
        }
    q.layer = 1, q.unit = 5;
    slm_trainer_map(t, &q, colours, 3, value, NULL, scale);
    float most = 0;
    for (int i = 0; i < W * H; i++)
        if (value[i] > most) most = value[i];
    CHECK_NEAR(scale[1], most > 0 ? most : 1, 0);
    CHECK_NEAR(scale[0], -scale[1], 0);
    CHECK(most > 0.1f);
    for (int i = 0; i < W * H; i++) {
        double x0 = -2 + 5 * (i % W + 0.5) / (double)W, x1 = 4 - 5 * (i / W + 0.5) / (double)H;
        CHECK_NEAR(value[i], by_loops(slm, x0, x1, 5), 1e-5);
    }

    TEST("no allocation after the first map");
    q.discrete = true, q.layer = 0, q.unit = 0;
    slm_trainer_map(t, &q, colours, 3, NULL, rgba, NULL);
    size_t before = slm_memory_in_use(slm);
    slm_memory_fail(slm, 1, true);
    CHECK_INT(slm_trainer_map(t, &q, colours, 3, NULL, rgba, NULL), SLM_OK);
    slm_memory_fail(slm, 0, false);
    CHECK_INT(slm_memory_in_use(slm), before);
    for (int i = 0; i < W * H; i++) CHECK(rgba[4 * i + 1] == 0); /* only the two ends */

    TEST("refused requests");
    slm_map_request bad[8];
    for (int i = 0; i < 8; i++) bad[i] = q;
    bad[0].width = 0, bad[1].height = 1025, bad[2].layer = 2, bad[3].layer = -1;
    bad[4].unit = 1, bad[5].unit = -1, bad[6].x0 = (double)NAN, bad[7].layer = 1, bad[7].unit = 16;
    for (int i = 0; i < 8; i++) {
        CHECK_INT(slm_trainer_map(t, &bad[i], colours, 3, NULL, rgba, NULL), SLM_E_VALUE);
        slm_error_clear(slm);
    }
    CHECK_INT(slm_trainer_map(t, &q, colours, 2, NULL, rgba, NULL), SLM_E_VALUE);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_map(t, &q, NULL, 3, NULL, rgba, NULL), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_map(t, NULL, colours, 3, NULL, rgba, NULL), SLM_E_NULL);
    slm_trainer_destroy(t);
}

static void other_maps(void) {
    TEST("three classes are mixed by probability");
    slm_trainer *t = start("three", NULL);
    slm_trainer_train(t, 200, NULL);
    const uint32_t colours[] = {0xff0000, 0x00ff00, 0x0000ff};
    slm_map_request q = {-3, 3, -3, 3, 20, 20, 0, -1, false};
    float likeliest[400], first[400];
    uint8_t rgba[1600];
    CHECK_INT(slm_trainer_map(t, &q, colours, 3, likeliest, rgba, NULL), SLM_OK);
    q.unit = 0;
    slm_trainer_map(t, &q, colours, 3, first, NULL, NULL);
    CHECK_INT(slm_trainer_outputs(t), 3);
    for (int i = 0; i < 400; i++) {
        CHECK_NEAR(rgba[4 * i], 255 * (double)first[i], 1);
        CHECK_NEAR(rgba[4 * i] + rgba[4 * i + 1] + rgba[4 * i + 2], 255, 2);
        CHECK_INT(likeliest[i] == 0,
                  rgba[4 * i] >= rgba[4 * i + 1] && rgba[4 * i] >= rgba[4 * i + 2]);
    }
    slm_trainer_destroy(t);

    TEST("one input is a line");
    t = start("line", NULL);
    slm_trainer_train(t, 300, NULL);
    slm_map_request line = {-1, 1, 0, 0, 50, 1, 0, 0, false};
    float y[50];
    double scale[2];
    CHECK_INT(slm_trainer_map(t, &line, NULL, 0, y, NULL, scale), SLM_OK);
    for (int i = 0; i < 50; i++) CHECK_NEAR(y[i], 2 * (-1 + (i + 0.5) / 25) + 1, 0.15);
    CHECK(scale[0] < -0.5 && scale[1] > 2.5);
    slm_ctx *slm = slm_trainer_context(t);
    CHECK_INT(slm_trainer_predict(t, NULL, 3, NULL), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_predict(t, NULL, 0, NULL), SLM_OK);
    line.height = 2;
    CHECK_INT(slm_trainer_map(t, &line, NULL, 0, y, NULL, NULL), SLM_E_VALUE);
    slm_trainer_destroy(t);

    TEST("a function without data is painted over its own range");
    t = start("square", NULL);
    line.height = 1;
    CHECK_INT(slm_trainer_map(t, &line, NULL, 0, y, NULL, scale), SLM_OK);
    CHECK_NEAR(scale[0], -0.25, 0);
    CHECK_NEAR(scale[1], 12, 0);
    slm_trainer_destroy(t);

    TEST("more than two inputs have no map");
    t = slm_trainer_create(NULL);
    slm_real wide[6] = {0, 1, 2, 3, 4, 5}, target[2] = {0, 1};
    slm_trainer_scenario(t, "own");
    slm_trainer_points(t, 2, 3, 1, 0, wide, target, NULL, NULL);
    CHECK_INT(slm_trainer_reset(t), SLM_OK);
    CHECK_INT(slm_trainer_map(t, &line, NULL, 0, y, NULL, NULL), SLM_E_VALUE);
    slm_trainer_destroy(t);

    TEST("a probability comes out of bce");
    t = start("circle", NULL);
    slm_trainer_train(t, 500, NULL);
    slm_real points[4] = {0, 0, SLM_REAL(1.75), 0}, p[2];
    slm_trainer_predict(t, points, 2, p);
    CHECK(p[0] > SLM_REAL(0.8) && p[0] <= 1);
    CHECK(p[1] < SLM_REAL(0.2) && p[1] >= 0);
    slm_trainer_destroy(t);
}

static void probe(void) {
    TEST("a probe runs one point through its own graph, also while another is stepped through");
    slm_trainer *t = start("manual", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_trainer_train(t, 50, NULL);
    slm_trainer_prepare(t);
    CHECK_INT(slm_backward_begin(slm, slm_trainer_loss(t), NULL), SLM_OK);
    slm_real point[2] = {1, -2}, out;
    slm_tensor *root = slm_trainer_probe(t, point, 2);
    CHECK_NEAR(slm_data(root)[0], by_loops(slm, 1, -2, -1), 1e-5);
    CHECK_STR(slm_scope_of(root), "mlp/linear2");
    CHECK(!slm_requires_grad(root));
    CHECK_INT(slm_trainer_predict(t, point, 1, &out), SLM_OK);
    CHECK(out == slm_data(root)[0]);
    CHECK_INT(slm_trainer_train(t, 1, NULL), SLM_E_STEPPING);
    slm_error_clear(slm);
    slm_step_end(slm);
    CHECK_INT(slm_trainer_train(t, 1, NULL), SLM_OK);
    CHECK(slm_trainer_probe(t, point, 2) == root);
    CHECK(strstr(slm_describe_graph(slm, root), "relu1") != NULL);
    CHECK(slm_trainer_probe(t, point, 1) == NULL);
    CHECK_INT(slm_error_status(slm), SLM_E_LENGTH);
    slm_trainer_destroy(t);
}

static void confusion(void) {
    const char *const scenario[] = {"three", "circle", "manual"};
    for (int k = 0; k < 3; k++) {
        TEST(scenario[k]);
        slm_trainer *t = start(scenario[k], (const setting[]){{"samples", "900"}, {NULL, NULL}});
        slm_trainer_train(t, 200, NULL);
        const slm_dataset *data = slm_trainer_data(t);
        for (int test = 0; test < 2; test++) {
            uint32_t count[9] = {0};
            size_t correct, total, sum = 0, diagonal = 0, first = test ? data->train : 0;
            CHECK_INT(slm_trainer_confusion(t, test, count, &correct, &total), SLM_OK);
            CHECK_INT(total, test ? 180 : 720);
            for (size_t i = 0; i < data->classes; i++) {
                size_t of_class = 0, row = 0;
                for (size_t r = 0; r < total; r++) of_class += data->label[first + r] == (int32_t)i;
                for (size_t j = 0; j < data->classes; j++) row += count[i * data->classes + j];
                CHECK_INT(row, of_class);
                diagonal += count[i * data->classes + i];
                sum += row;
            }
            CHECK_INT(sum, total);
            CHECK_INT(diagonal, correct);
            double share = (double)correct / (double)total;
            CHECK_NEAR(share, test ? progress(t).test_accuracy : progress(t).train_accuracy, 0);
            CHECK(share > 0.85);
        }
        slm_trainer_destroy(t);
    }
    slm_trainer *t = start("line", NULL);
    uint32_t count[4];
    size_t correct, total;
    CHECK_INT(slm_trainer_confusion(t, false, count, &correct, &total), SLM_E_STRUCTURE);
    slm_error_clear(slm_trainer_context(t));
    CHECK_INT(slm_trainer_confusion(t, false, NULL, &correct, &total), SLM_E_NULL);
    slm_trainer_destroy(t);
}

static void test_loss(void) {
    TEST("the test loss is the loss of all test rows, however they are cut up");
    slm_trainer *t = start(
        "plane", (const setting[]){
                     {"samples", "1000"}, {"test_ratio", "0.7"}, {"dropout", "0.5"}, {NULL, NULL}});
    slm_trainer_train(t, 20, NULL);
    const slm_dataset *data = slm_trainer_data(t);
    static slm_real out[700];
    slm_trainer_predict(t, data->x + data->train * 2, 700, out);
    double sum = 0;
    for (int i = 0; i < 700; i++)
        sum += pow((double)(out[i] - data->y[data->train + (size_t)i]), 2);
    CHECK_NEAR(progress(t).test_loss, sum / 700, 1e-6);
    slm_trainer_destroy(t);
}

/* The moments of an element that had m and v before and now has the gradient g, in the order of
 * operations of the kernel: the same bits. */
static void check_moments(const slm_parameter_moments *now, slm_real m, slm_real v, slm_real g) {
    CHECK(now->moment[0][0] == (slm_real)0.9 * m + (slm_real)(1 - 0.9) * g);
    CHECK(now->moment[1][0] == (slm_real)0.999 * v + (slm_real)(1 - 0.999) * (g * g));
}

static void moments_of_adam(void) {
    TEST("what adam keeps of a parameter: zeros at first, then m, v and t");
    slm_trainer *t = start("moons", CHANCY);
    slm_tensor *w = slm_parameter_at(slm_trainer_context(t), 0);
    slm_parameter_moments k = {{slm_data(w), NULL}, 7};
    CHECK_INT(slm_trainer_moments(t, w, &k), SLM_OK);
    CHECK(!k.moment[0] && !k.moment[1]);
    CHECK_INT(k.t, 0);
    slm_real m = 0, v = 0;
    for (uint64_t step = 1; step <= 5; step++) {
        slm_trainer_train(t, 1, NULL);
        CHECK_INT(slm_trainer_moments(t, w, &k), SLM_OK);
        CHECK_INT(k.t, step);
        check_moments(&k, m, v, slm_grad(slm_trainer_context(t), w)[0]);
        m = k.moment[0][0], v = k.moment[1][0];
        CHECK(v > 0);
    }
    set(t, "optimizer", "adamw");
    slm_trainer_moments(t, w, &k);
    CHECK(k.moment[0][0] == m && k.moment[1][0] == v);
    set(t, "optimizer", "sgd");
    slm_trainer_moments(t, w, &k);
    CHECK(!k.moment[0] && !k.moment[1]);
    CHECK_INT(k.t, 0);
    slm_trainer_destroy(t);
}

static void moments_of_sgd(void) {
    TEST("sgd keeps nothing without momentum, and with it one array");
    slm_trainer *t = start("manual", NULL);
    slm_ctx *slm = slm_trainer_context(t);
    slm_tensor *w = slm_parameter_at(slm, 1);
    slm_parameter_moments k;
    slm_trainer_train(t, 2, NULL);
    CHECK_INT(slm_trainer_moments(t, w, &k), SLM_OK);
    CHECK(!k.moment[0] && !k.moment[1]);
    CHECK_INT(k.t, 2);
    set(t, "momentum", "0.5");
    slm_trainer_train(t, 1, NULL);
    slm_trainer_moments(t, w, &k);
    slm_real before = k.moment[0][0];
    CHECK(before == slm_grad(slm_trainer_context(t), w)[0] && before != 0 && !k.moment[1]);
    slm_trainer_train(t, 1, NULL);
    CHECK(k.moment[0][0] == (slm_real)0.5 * before + slm_grad(slm_trainer_context(t), w)[0]);
    before = k.moment[0][0];
    set(t, "momentum", "0");
    slm_trainer_moments(t, w, &k);
    CHECK(!k.moment[0]);
    set(t, "momentum", "0.5");
    slm_trainer_moments(t, w, &k);
    CHECK(k.moment[0] && k.moment[0][0] == before);

    TEST("a parameter made later has none until a step comes to it");
    slm_trainer_moments(t, slm_parameter(slm, "late", SLM_SHAPE(2)), &k);
    CHECK(!k.moment[0] && k.t == 0);
    slm_trainer_destroy(t);
}

static void moments_of_an_old_tensor(void) {
    TEST("moments: a tensor that a new recording ends is looked at before it");
    slm_trainer *t = slm_trainer_create(NULL);
    slm_trainer_reset(t);
    slm_parameter_moments k;
    slm_tensor *old = slm_trainer_loss(t);
    slm_trainer_set(t, "batch", "7");
    CHECK_INT(slm_trainer_moments(t, old, &k), SLM_E_STRUCTURE);
    slm_trainer_destroy(t);
}

static void moments_refused(void) {
    TEST("moments: refusals");
    slm_trainer *t = slm_trainer_create(NULL);
    slm_ctx *slm = slm_trainer_context(t), *other = slm_create(NULL);
    slm_parameter_moments k;
    CHECK_INT(slm_trainer_moments(t, NULL, &k), SLM_E_STRUCTURE);
    slm_error_clear(slm);
    slm_trainer_reset(t);
    slm_tensor *w = slm_parameter_at(slm, 0);
    CHECK_INT(slm_trainer_moments(t, slm_trainer_loss(t), &k), SLM_E_STRUCTURE);
    CHECK_STR(slm_error_text(slm),
              "moments: the tensor is not usable here; it must be a parameter");
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_moments(t, slm_parameter(other, "w", SLM_SHAPE(2)), &k), SLM_E_FOREIGN);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_moments(t, NULL, &k), SLM_E_NULL);
    CHECK_STR(slm_error_text(slm), "moments: the parameter is NULL; did an earlier call fail?");
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_moments(t, w, NULL), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_trainer_moments(NULL, w, &k), SLM_E_NULL);
    slm_destroy(other);
    slm_trainer_destroy(t);
}

int main(void) {
    history();
    tests_in_history();
    update_ratio();
    statistics();
    ends_of_the_range();
    maps();
    other_maps();
    probe();
    confusion();
    test_loss();
    moments_of_adam();
    moments_of_sgd();
    moments_of_an_old_tensor();
    moments_refused();
    return check_report("test_trainer_views");
}
