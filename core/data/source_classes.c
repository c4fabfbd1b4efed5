/* Points of the plane with a class. Noise moves a point after its class is decided. Classes take
 * turns, so that any run of rows is balanced, except where the class follows from the point. */
#include "data/source.h"
#include "kernels/normal.h"
#include "kernels/scalar_math.h"

static const double TURN = 6.283185307179586; /* a full turn in radians */

static double between(slm_rng *rng, double low, double high) {
    return low + (high - low) * slm_rng_uniform(rng);
}

static void place(slm_rng *rng, double *x, double x0, double x1, double noise) {
    x[0] = x0 + noise * slm_normal(rng);
    x[1] = x1 + noise * slm_normal(rng);
}

/* The manual's data */
static void draw_quadrants(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    (void)i;
    double x0 = slm_normal(rng), x1 = slm_normal(rng);
    y[0] = x0 * x1 > 0;
    place(rng, x, x0, x1, noise);
}

const slm_source slm_source_quadrants = {
    .name = "quadrants",
    .says = "Points N(0, 1); class 1 where x0 * x1 > 0.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .classes = 2,
    .loss = SLM_LOSS_MSE,
    .low = {-3, -3},
    .high = {3, 3},
    .target = {0, 1},
    .draw = draw_quadrants,
};

static void draw_xor(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    double x0 = between(rng, 0.15, 2), x1 = between(rng, 0.15, 2);
    size_t corner = i % 4;
    y[0] = corner == 1 || corner == 2;
    place(rng, x, corner & 1 ? -x0 : x0, corner & 2 ? -x1 : x1, noise);
}

const slm_source slm_source_xor = {
    .name = "xor",
    .says = "Four squares; class 1 where the signs of x0 and x1 differ.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .classes = 2,
    .loss = SLM_LOSS_BCE,
    .low = {-2.5, -2.5},
    .high = {2.5, 2.5},
    .target = {0, 1},
    .draw = draw_xor,
};

/* The root of a uniform number spreads the disc's points evenly over its area. */
static void draw_circle(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    bool inside = i % 2;
    double u = slm_rng_uniform(rng), angle = TURN * slm_rng_uniform(rng);
    double r = inside ? sqrt(u) : 1.4 + 0.6 * u;
    y[0] = inside;
    place(rng, x, r * slm_cos64(angle), r * slm_sin64(angle), noise);
}

const slm_source slm_source_circle = {
    .name = "circle",
    .says = "Class 1 is a disc, class 0 a ring around it.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .classes = 2,
    .loss = SLM_LOSS_BCE,
    .low = {-2.5, -2.5},
    .high = {2.5, 2.5},
    .target = {0, 1},
    .draw = draw_circle,
};

static void draw_gaussians(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    double side = i % 2 ? 1 : -1;
    y[0] = (double)(i % 2);
    double x0 = side + 0.5 * slm_normal(rng), x1 = side + 0.5 * slm_normal(rng);
    place(rng, x, x0, x1, noise);
}

const slm_source slm_source_gaussians = {
    .name = "gaussians",
    .says = "Two normal clouds, one for each class.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .classes = 2,
    .loss = SLM_LOSS_BCE,
    .low = {-3, -3},
    .high = {3, 3},
    .target = {0, 1},
    .draw = draw_gaussians,
};

/* Two arms of one and a half turns, half a turn apart; the radius grows with the angle. */
static void draw_spiral(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    double t = between(rng, 0.1, 1);
    double angle = TURN * (1.5 * t + (i % 2 ? 0.5 : 0));
    y[0] = (double)(i % 2);
    place(rng, x, 2 * t * slm_cos64(angle), 2 * t * slm_sin64(angle), noise);
}

const slm_source slm_source_spiral = {
    .name = "spiral",
    .says = "Two arms wound around each other.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .classes = 2,
    .loss = SLM_LOSS_BCE,
    .low = {-2.5, -2.5},
    .high = {2.5, 2.5},
    .target = {0, 1},
    .draw = draw_spiral,
};

/* Half circles of radius 1, the second turned over and moved by (1, 0.5); then centred. */
static void draw_moons(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    double angle = TURN / 2 * slm_rng_uniform(rng);
    double x0 = slm_cos64(angle), x1 = slm_sin64(angle);
    y[0] = (double)(i % 2);
    if (i % 2) x0 = 1 - x0, x1 = 0.5 - x1;
    place(rng, x, x0 - 0.5, x1 - 0.25, noise);
}

const slm_source slm_source_moons = {
    .name = "moons",
    .says = "Two half circles that reach into each other.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .classes = 2,
    .loss = SLM_LOSS_BCE,
    .low = {-2, -1.5},
    .high = {2, 1.5},
    .target = {0, 1},
    .draw = draw_moons,
};

static void draw_three(slm_rng *rng, size_t i, double noise, double *x, double *y) {
    double angle = TURN * ((double)(i % 3) / 3 + 0.25);
    y[0] = (double)(i % 3);
    double x0 = 1.4 * slm_cos64(angle) + 0.45 * slm_normal(rng);
    double x1 = 1.4 * slm_sin64(angle) + 0.45 * slm_normal(rng);
    place(rng, x, x0, x1, noise);
}

const slm_source slm_source_three = {
    .name = "three",
    .says = "Three normal clouds, one for each class.",
    .task = "mlp",
    .inputs = 2,
    .outputs = 1,
    .classes = 3,
    .loss = SLM_LOSS_CROSS_ENTROPY,
    .low = {-3, -3},
    .high = {3, 3},
    .target = {0, 2},
    .draw = draw_three,
};
