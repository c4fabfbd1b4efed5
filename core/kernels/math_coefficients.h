/* Coefficients of the elementary functions, _F for float and _D for double, lowest degree first.
 * Printed by tests/reference/fit_coefficients.py, which derives them; do not edit.
 * "error": the greatest relative error of the approximation before any rounding. */
#ifndef SLM_KERNELS_MATH_COEFFICIENTS_H
#define SLM_KERNELS_MATH_COEFFICIENTS_H

// clang-format off

/* ln 2 in two parts; the first times an exponent is exact */
#define SLM_LN2_HIGH_F 0.693145752f
#define SLM_LN2_LOW_F 1.42860677e-06f
#define SLM_LOG2_E_F 1.44269502f

/* ln 2 in two parts; the first times an exponent is exact */
#define SLM_LN2_HIGH_D 0.69314718055989033
#define SLM_LN2_LOW_D 5.4979230187083712e-14
#define SLM_LOG2_E_D 1.4426950408889634

/* e^r = 1 + r + r^2 c(r), |r| <= ln 2 / 2; error 3.1e-9 */
#define SLM_EXP_F 0.49999994f, 0.166665196f, 0.0416684002f, 0.00836879667f, 0.00138143194f

/* the same; error 3.7e-18 */
#define SLM_EXP_D 0.50000000000000111, 0.1666666666666641, 0.041666666666528941, \
    0.0083333333334959462, 0.0013888888943997626, 0.0001984126950424851, 2.4801492676809877e-05, \
    2.7557587638839538e-06, 2.7630411908525939e-07, 2.4999924456411714e-08

/* log((1 + s)/(1 - s)) = 2s + s z c(z), z = s^2; error 8.1e-10 */
#define SLM_LOG_F 0.666667759f, 0.399775356f, 0.298718631f

/* the same; error 1.2e-18 */
#define SLM_LOG_D 0.6666666666666734, 0.39999999999414493, 0.2857142874243716, \
    0.22222198567098966, 0.1818356469620393, 0.153140397241466, 0.14796071156763943

/* tanh x = 2ND / (N^2 + D^2), 2N = x (1 + p(u)), D = 1 + u w(u), u = x^2; error 7.5e-9 */
#define SLM_TANH_P_F 0.0f, 0.0297754742f, 0.000114290058f
#define SLM_TANH_W_F 0.113108769f, 0.00120672421f, 1.22976587e-06f

/* here and beyond, tanh x rounds to 1 */
#define SLM_TANH_ONE_F 9.0625f

/* tanh x = 2ND / (N^2 + D^2), 2N = x (1 + p(u)), D = 1 + u w(u), u = x^2; error 1.4e-18 */
#define SLM_TANH_P_D 0.0, 0.036489709165357952, 0.00031979294037081372, 9.8433845221351031e-07, \
    1.1315215429505196e-09, 4.0881758998123522e-13, 2.0778457940273667e-17
#define SLM_TANH_W_D 0.11982304249869127, 0.0019717131485951053, 1.0022381600002375e-05, \
    1.8953564182682139e-08, 1.2728984176182592e-11, 2.0986068094898509e-15

/* here and beyond, tanh x rounds to 1 */
#define SLM_TANH_ONE_D 19.0625

/* erf x = 2ND / (N^2 + D^2), 2N = x (1 + p(u)), D = 1 + u w(u), u = x^2; error 1.5e-9 */
#define SLM_ERF_P_F 0.128379166f, 0.0417273864f, 0.0326159783f, 0.00105700013f, 0.000319181243f, \
    1.20086145e-06f
#define SLM_ERF_W_F 0.0520034246f, 0.0453535616f, 0.00112685992f, 0.000563659472f, \
    1.74713878e-05f

/* here and beyond, erf x rounds to 1 */
#define SLM_ERF_ONE_F 3.9375f

/* erf x = 2ND / (N^2 + D^2), 2N = x (1 + p(u)), D = 1 + u w(u), u = x^2; error 2.2e-17 */
#define SLM_ERF_P_D 0.12837916709551259, 0.3447017857028376, 0.09521592215869526, \
    0.01358064618124814, 0.0017613275718450377, 0.00013508644902136097, 1.0137045619213214e-05, \
    4.1461229746207892e-07, 1.8203006983151165e-08, 3.6094432779887653e-10, \
    8.911394284901012e-12, 1.8363816305182003e-14
#define SLM_ERF_W_D 0.3205074508910421, 0.10486555959750572, 0.017325402248632993, \
    0.002668064895615269, 0.0002412859323451098, 2.0480829296725062e-05, 9.7330881769222113e-07, \
    5.0150043355716594e-08, 1.1923606360031518e-09, 3.3723292449887096e-11, \
    3.1630709781886799e-13

/* here and beyond, erf x rounds to 1 */
#define SLM_ERF_ONE_D 5.9375

/* sin r = r + r z c(z), z = r^2, |r| <= pi / 4; error 3.4e-18 */
#define SLM_SIN_D -0.16666666666666632, 0.0083333333333224149, -0.00019841269829808602, \
    2.7557313692118577e-06, -2.5050758137118997e-08, 1.5896796478934988e-10

/* cos r = 1 - z/2 + z^2 c(z), z = r^2, |r| <= pi / 4; error 5.6e-20 */
#define SLM_COS_D 0.041666666666666595, -0.0013888888888873041, 2.4801587288841163e-05, \
    -2.755731417617878e-07, 2.0875700408496566e-09, -1.1358513588299344e-11

/* pi / 2 in three parts, the first two of 33 bits */
#define SLM_HALF_PI_D 1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21
#define SLM_TWO_OVER_PI_D 0.63661977236758138

// clang-format on

#endif
