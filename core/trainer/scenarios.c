/* Lessons: data with a network and rates that suit them. What is not set here has its default. */
#include "trainer/config.h"

/* Closed by an assignment of nothing. */
#define SET(...)                                                                                   \
    (const slm_assignment[]) {                                                                     \
        __VA_ARGS__, { NULL, NULL }                                                                \
    }

static const slm_scenario table[] = {
    {"manual", "The manual's MLP",
     "The manual's network, 2-16-1 with relu and mean squared error, learns the sign of x0*x1.",
     SET({NULL, NULL})},
    {"line", "Line fit", "One linear layer finds the straight line behind noisy points.",
     SET({"data", "line"}, {"samples", "64"}, {"noise", "0.2"}, {"hidden", ""})},
    {"circle", "Circle", "The boundary has to close: a disc lies within a ring.",
     SET({"data", "circle"}, {"noise", "0.1"}, {"hidden", "8"}, {"activation", "tanh"},
         {"init", "xavier"}, {"lr", "0.5"})},
    {"gaussians", "Two clouds", "One straight boundary separates two clouds of points.",
     SET({"data", "gaussians"}, {"noise", "0.2"}, {"hidden", "4"}, {"lr", "0.3"})},
    {"xor", "XOR", "Opposite corners belong together, which no single layer can tell.",
     SET({"data", "xor"}, {"noise", "0.1"}, {"hidden", "8"}, {"activation", "tanh"},
         {"init", "xavier"}, {"lr", "0.5"})},
    {"spiral", "Two spirals",
     "Two arms are wound around each other: it takes more layers, and Adam.",
     SET({"data", "spiral"}, {"samples", "300"}, {"noise", "0.05"}, {"hidden", "16,16"},
         {"activation", "tanh"}, {"init", "xavier"}, {"optimizer", "adam"}, {"lr", "0.01"},
         {"batch", "32"})},
    {"moons", "Two moons",
     "Two half circles reach into each other, and the boundary bends between them.",
     SET({"data", "moons"}, {"noise", "0.1"}, {"hidden", "16"}, {"init", "kaiming"},
         {"optimizer", "adam"}, {"lr", "0.02"})},
    {"plane", "Plane fit", "The network predicts a number over two inputs, the height of a plane.",
     SET({"data", "plane"}, {"noise", "0.1"}, {"hidden", "4"}, {"activation", "tanh"},
         {"init", "xavier"})},
    {"three", "Three classes", "Softmax and cross-entropy choose among three classes.",
     SET({"data", "three"}, {"samples", "240"}, {"noise", "0.1"}, {"hidden", "8"},
         {"init", "kaiming"}, {"lr", "0.3"})},
    {"square", "y = x*x + x",
     "The formula itself is the tape: x is used three times, and walks down to the least y.",
     SET({"data", "square"})},
    {"by_hand", "2-2-2 by hand",
     "With known weights and one row of data, every number can be checked by hand.",
     SET({"data", "by_hand"}, {"test_ratio", "0"}, {"hidden", "2"}, {"activation", "sigmoid"},
         {"output", "sigmoid"}, {"init", "given"}, {"lr", "0.5"})},
    {"own", "Own points", "Points that you draw on the map, or paste as a table.",
     SET({"data", "own"}, {"hidden", "16"}, {"init", "kaiming"}, {"optimizer", "adam"},
         {"lr", "0.02"})},
};

const slm_scenario *slm_scenario_at(size_t i) {
    return i < sizeof table / sizeof table[0] ? &table[i] : NULL;
}
