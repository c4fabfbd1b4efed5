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

/* tanh x = 2ND / (N^2 + D^2), 2N = x (1 + u p(u)), D = 1 + u w(u), u = x^2; error 8.1e-9 */
#define SLM_TANH_P_F 0.029762201f, 0.000114000381f
#define SLM_TANH_W_F 0.1130955f, 0.00120533071f, 1.22358983e-06f

/* here tanh x is 1 after rounding, and computed as 1 */
#define SLM_TANH_ONE_F 9.359375f

/* tanh x = 2ND / (N^2 + D^2), 2N = x (1 + u p(u)), D = 1 + u w(u), u = x^2; error 1.6e-18 */
#define SLM_TANH_P_D 0.036486853225652184, 0.00031969173377308481, 9.8353032337928015e-07, \
    1.129515918680459e-09, 4.0739814078579787e-13, 2.0645761302024886e-17
#define SLM_TANH_W_D 0.11982018655898551, 0.0019713739470218973, 1.001710617094788e-05, \
    1.8930336757559973e-08, 1.2697112747710809e-11, 2.0886567408519237e-15

/* here tanh x is 1 after rounding, and computed as 1 */
#define SLM_TANH_ONE_D 19.4375

/* erf x = 2ND / (N^2 + D^2), 2N = x (1 + p(u)), D = 1 + u w(u), u = x^2; error 1.6e-9 */
#define SLM_ERF_P_F 0.128379166f, 0.0379822031f, 0.0314280167f, 0.000935247866f, 0.000308476621f, \
    1.21584924e-06f
#define SLM_ERF_W_F 0.0486843474f, 0.0442508608f, 0.000950479473f, 0.000538482505f, \
    1.70991698e-05f

/* here erf x is 1 after rounding, and computed as 1 */
#define SLM_ERF_ONE_F 4.0625f

/* erf x = 2ND / (N^2 + D^2), 2N = x (1 + p(u)), D = 1 + u w(u), u = x^2; error 2.3e-17 */
#define SLM_ERF_P_D 0.12837916709551259, 0.34506053494350425, 0.095278314781548731, \
    0.013600809028298298, 0.0017632248656532681, 0.00013542020570912915, 1.0154177920606167e-05, \
    4.1653976826388703e-07, 1.8234166676372209e-08, 3.6406713544515151e-10, \
    8.867674794379934e-12, 1.8132954195470353e-14
#define SLM_ERF_W_D 0.32082538412760658, 0.10492563007300615, 0.017349154797177177, \
    0.002670628748664714, 0.00024179393460764515, 2.0511729162758727e-05, 9.7727332799526082e-07, \
    5.0246926486588409e-08, 1.200204936664505e-09, 3.3773616925066514e-11, 3.1337870110422521e-13

/* here erf x is 1 after rounding, and computed as 1 */
#define SLM_ERF_ONE_D 6.0

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
