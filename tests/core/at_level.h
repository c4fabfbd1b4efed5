/* Comes before everything in a test of the kernels that is compiled for wider vectors: the program
 * begins in at_level.c, which runs the test only where the machine has them. */
#ifndef SLM_TESTS_AT_LEVEL_H
#define SLM_TESTS_AT_LEVEL_H

int slm_test_main(void);
#define main slm_test_main

#endif
