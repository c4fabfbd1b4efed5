/* Broadcasting repeats a row; its gradient is therefore the sum over all the places the row went.
 *
 *     X (2,3)   b (3)   Y = X + b (2,3)   dL/db = sum of dL/dY over the rows (3) */
#include "slm.h"

#include <stdio.h>

static void print_rows(const char *name, const slm_real *values, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        printf(i ? "%7s" : "%-7s", i ? "" : name);
        for (size_t j = 0; j < columns; j++) printf(" %4g", (double)values[i * columns + j]);
        printf("\n");
    }
}

int main(void) {
    slm_ctx *slm = slm_create(NULL);

    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2, 3), (slm_real[]){1, 2, 3, 4, 5, 6}, true);
    slm_tensor *b = slm_tensor_new(slm, SLM_SHAPE(3), (slm_real[]){10, 20, 30}, true);
    slm_tensor *y = slm_add(slm, x, b);
    print_rows("X", slm_data(x), 2, 3);
    print_rows("b", slm_data(b), 1, 3);
    print_rows("X + b", slm_data(y), 2, 3);

    /* An upstream gradient that differs from element to element shows where each part goes. */
    const slm_real upstream[] = {1, 2, 3, 4, 5, 6};
    slm_backward(slm, y, upstream);
    printf("\n");
    print_rows("dL/dY", upstream, 2, 3);
    print_rows("dL/dX", slm_grad(slm, x), 2, 3);
    print_rows("dL/db", slm_grad(slm, b), 1, 3);

    /* Axes of extent 1 stretch, too: a column by a row makes a table. */
    slm_tensor *column = slm_tensor_new(slm, SLM_SHAPE(2, 1), (slm_real[]){1, 2}, true);
    slm_tensor *row = slm_tensor_new(slm, SLM_SHAPE(3), (slm_real[]){1, 10, 100}, true);
    slm_tensor *table = slm_mul(slm, column, row);
    slm_backward(slm, slm_sum(slm, table, SLM_ALL), NULL);
    printf("\n");
    print_rows("c * r", slm_data(table), 2, 3);
    print_rows("dL/dc", slm_grad(slm, column), 2, 1);
    print_rows("dL/dr", slm_grad(slm, row), 1, 3);

    /* Shapes that do not fit are refused with a sentence, and nothing is lost. */
    slm_tensor *four = slm_tensor_new(slm, SLM_SHAPE(4), NULL, true);
    slm_add(slm, x, four);
    printf("\n%s\n", slm_error_text(slm));

    slm_destroy(slm);
    return 0;
}
