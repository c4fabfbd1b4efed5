/* Numbers to predict, the worked example, and the two sources without points of their own. Noise
 * is added to the targets. */
#include "data/source.h"
#include "kernels/normal.h"

static void draw_line(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    (void)i;
    x[0] = 2 * slm_rng_uniform(rng) - 1;
    y[0] = 2 * x[0] + 1 + noise * slm_normal(rng);
}

const slm_source slm_source_line = {
    .name = "line",
    .says = "y = 2 x + 1 with noise, x uniform in -1 to 1.",
    .task = "mlp",
    .inputs = 1,
    .outputs = 1,
    .loss = SLM_LOSS_MSE,
    .low = {-1.25},
    .high = {1.25},
    .target = {-1, 3},
    .draw = draw_line,
};

static void draw_plane(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    (void)i;
    x[0] = 2 * slm_rng_uniform(rng) - 1;
    x[1] = 2 * slm_rng_uniform(rng) - 1;
    y[0] = (x[0] + x[1]) / 2 + noise * slm_normal(rng);
}

const slm_source slm_source_plane = {
    .name = "plane",
    .says = "y = (x0 + x1) / 2 with noise, x uniform in a square.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .loss = SLM_LOSS_MSE,
    .low = {-1.25, -1.25},
    .high = {1.25, 1.25},
    .target = {-1, 1},
    .draw = draw_plane,
};

/* Matt Mazur, "A step by step backpropagation example", 2015: 2-2-2, sigmoid everywhere. His error
 * is the sum of (target - output)^2 / 2, which for two outputs is the mean squared error. His
 * biases stay as they are; ours learn, so the weights agree with his after one step and no longer
 * after two. */
static void draw_by_hand(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    (void)rng, (void)i, (void)noise;
    x[0] = 0.05, x[1] = 0.10;
    y[0] = 0.01, y[1] = 0.99;
}

/* Row: from which input. His w1 and w3 start at the first input, w5 and w7 at the first hidden
 * unit. */
static const slm_given_weights by_hand_weights = {
    .inputs = 2,
    .hidden = 2,
    .outputs = 2,
    .weight1 = (const double[]){0.15, 0.25, 0.20, 0.30},
    .bias1 = (const double[]){0.35, 0.35},
    .weight2 = (const double[]){0.40, 0.50, 0.45, 0.55},
    .bias2 = (const double[]){0.60, 0.60},
};

const slm_source slm_source_by_hand = {
    .name = "by_hand",
    .says = "One row small enough to check by hand: 0.05, 0.10 to 0.01, 0.99.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 2,
    .loss = SLM_LOSS_MSE,
    .rows = 1,
    .low = {0, 0},
    .high = {1, 1},
    .target = {0, 1},
    .draw = draw_by_hand,
    .given = &by_hand_weights,
};

const slm_source slm_source_square = {
    .name = "square",
    .says = "No data: the function y = x*x + x itself, whose x is learned.",
    .task = "expression",
    .inputs = 1,
    .outputs = 1,
    .loss = SLM_LOSS_MSE,
    .low = {-4},
    .high = {4},
    .target = {-0.25, 12},
};

const slm_source slm_source_own = {
    .name = "own",
    .says = "Points of your own.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .loss = SLM_LOSS_MSE,
    .low = {-3, -3},
    .high = {3, 3},
    .target = {-1, 1},
};
