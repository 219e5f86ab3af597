r"""250 formulas of grades 1-9, mathematics, physics and chemistry; those that once said something else come first."""

ONCE_WRONG = r"""
3\sqrt{2}\ \text{cm}
3\sqrt2
\overline{abc}
\overline{ab}+\overline{ba}
\widehat{ABC}
\widehat{xOy}
\widehat{A}
\wideparen{AB}
\overset{\frown}{AB}
\wideparen{BmC}
a\not\vdots 3
x\not=2
a\not\in A
AB\not\parallel CD
A\not\subset B
\ce{O2}
\ce{H2O}
\mathrm{N}
\mathrm{O_2}
F=10\,\mathrm{N}
R=5\,\mathrm{\Omega}
a:b
a\perp b
a\parallel b
AB//CD
x\leqslant 2
x\geqslant -1
\triangle ABC\sim\triangle DEF
\triangle ABC=\triangle DEF
\sin x
\sin\alpha=\frac{AB}{BC}
2\sin 30^\circ\cos 60^\circ
\tan^2 x+1
\frac34+\sqrt{16}
\frac12+\sqrt4
\left(\frac{1}{2}\right)^2
\left[\frac{a}{b}-\left(\frac{c}{d}+1\right)\right]
\left|\frac{x-1}{2}\right|
\left\{\begin{matrix}x+y=3\\x-y=1\end{matrix}\right.
\begin{cases}2x+y=5\\x-3y=-1\end{cases}
""".strip().splitlines()

NUMBERS = r"""
5+3=8
12-7=5
7\times 8=56
56:7=8
100-45=55
1\,234+5\,678=6\,912
2\times(3+4)=14
36:(2\times 3)=6
\square+7=15
24:\square=6
15>9
8<12
999=900+90+9
3\,\text{dm}\ 5\,\text{cm}=35\,\text{cm}
1\,\text{giờ}=60\,\text{phút}
2{,}5+1{,}75=4{,}25
0{,}1\times 10=1
3{,}14\times 2
12{,}5\%
\frac{1}{2}
\frac{3}{4}+\frac{1}{6}=\frac{11}{12}
\frac{2}{3}\times\frac{5}{7}
\frac{4}{5}:\frac{2}{15}=6
1\frac{1}{2}
2\frac{3}{4}-1\frac{1}{3}
\frac{25}{100}=25\%
\frac{a}{b}=\frac{a:n}{b:n}
5\,\text{m}^2=500\,\text{dm}^2
1\,\text{m}^3=1000\,\text{dm}^3
S=a\times b
P=(a+b)\times 2
S=\frac{a\times h}{2}
S=\frac{(a+b)\times h}{2}
C=d\times 3{,}14
S=r\times r\times 3{,}14
V=a\times b\times c
v=s:t
\overline{3a5}\vdots 9
\overline{7x}\vdots 2
123\vdots 3
""".strip().splitlines()

SECONDARY = r"""
A=\{0;1;2;3\}
x\in\mathbb{N}
\mathbb{N}^*
\mathbb{N}\subset\mathbb{Z}\subset\mathbb{Q}\subset\mathbb{R}
A\cap B=\emptyset
A\cup B
A=\{x\in\mathbb{N}\mid x<5\}
2^3=8
a^m\cdot a^n=a^{m+n}
a^m:a^n=a^{m-n}
(a^m)^n=a^{m\cdot n}
2^{10}=1024
60=2^2\cdot 3\cdot 5
\text{ƯCLN}(12;18)=6
\text{BCNN}(4;6)=12
\text{Ư}(6)=\{1;2;3;6\}
-5+(-3)=-8
|-7|=7
|x-1|=3
-\frac{2}{5}
\frac{-3}{4}<\frac{1}{2}
x^2=4
\sqrt{9}=3
\sqrt{2}\approx 1{,}414
0{,}(3)=\frac13
\pi\approx 3{,}14
\frac{x}{3}=\frac{y}{5}
\frac{a}{b}=\frac{c}{d}
y=kx
y=\frac{a}{x}
\widehat{xOy}=60^\circ
\widehat{A}+\widehat{B}+\widehat{C}=180^\circ
\angle ABC=90^\circ
AB\perp CD
d\parallel d'
AB=CD
\triangle ABC
\triangle ABC\backsim\triangle A'B'C'
3x^2-5x+2
P(x)=x^3-2x+1
(x+1)(x-2)
(a+b)^2=a^2+2ab+b^2
(a-b)^2=a^2-2ab+b^2
a^2-b^2=(a-b)(a+b)
(a+b)^3=a^3+3a^2b+3ab^2+b^3
a^3+b^3=(a+b)(a^2-ab+b^2)
\frac{x^2-1}{x+1}=x-1
\frac{A}{B}\cdot\frac{C}{D}
\frac{2x+1}{x-3}
x\neq 3
2x-3=7
2x-3\leq 7
x\le\frac{5}{2}
-2\leq x<3
\frac{AM}{MB}=\frac{AN}{NC}
\frac{S_{ABC}}{S_{DEF}}=k^2
a^2+b^2=c^2
BC^2=AB^2+AC^2
AH^2=BH\cdot CH
AB^2=BH\cdot BC
\frac{1}{AH^2}=\frac{1}{AB^2}+\frac{1}{AC^2}
\sin\alpha=\frac{a}{c}
\cos\beta
\tan\alpha=\frac{\sin\alpha}{\cos\alpha}
\cot\alpha=\frac{1}{\tan\alpha}
\sin^2\alpha+\cos^2\alpha=1
\sqrt{a^2}=|a|
\sqrt{ab}=\sqrt{a}\cdot\sqrt{b}
\sqrt{\frac{a}{b}}=\frac{\sqrt{a}}{\sqrt{b}}
\sqrt[3]{27}=3
\sqrt[3]{a^3}=a
\frac{1}{\sqrt{3}-1}=\frac{\sqrt{3}+1}{2}
\sqrt{x+\sqrt{x-1}}
\sqrt{8}=2\sqrt{2}
\sqrt{\dfrac{16}{25}}
y=ax+b
y=ax^2
ax^2+bx+c=0
\Delta=b^2-4ac
\Delta'=b'^2-ac
x_1=\frac{-b+\sqrt{\Delta}}{2a}
x_{1,2}=\frac{-b\pm\sqrt{\Delta}}{2a}
x_1+x_2=-\frac{b}{a}
x_1x_2=\frac{c}{a}
\left\{\begin{array}{l}x=1\\y=2\end{array}\right.
\begin{cases}\dfrac{1}{x}+\dfrac{1}{y}=\dfrac{1}{6}\\x-y=5\end{cases}
\left[\begin{array}{l}x=1\\x=-3\end{array}\right.
S=\pi r^2
C=2\pi r
V=\frac{4}{3}\pi r^3
V=\frac{1}{3}\pi r^2h
S_{xq}=2\pi rh
l=\frac{\pi rn}{180}
\text{sđ}\wideparen{AB}=60^\circ
\widehat{AOB}=\frac{1}{2}\text{sđ}\wideparen{AB}
\bar{x}=\frac{x_1n_1+x_2n_2}{n}
P(A)=\frac{n(A)}{n(\Omega)}
f=\frac{m}{n}\cdot 100\%
\Leftrightarrow x=2
\Rightarrow a=b
x\rightarrow y
A\Leftrightarrow B
\pm\sqrt{5}
x\in\{-2;2\}
\forall x\in\mathbb{R}
a\equiv b
2(x-1)^2+3\geq 3
\left(x-\frac{1}{2}\right)\left(x+\frac{3}{4}\right)=0
\frac{\frac{1}{2}+\frac{1}{3}}{\frac{1}{4}}
\frac{1}{1\cdot 2}+\frac{1}{2\cdot 3}+\cdots+\frac{1}{99\cdot 100}
1+2+3+\ldots+n=\frac{n(n+1)}{2}
\overrightarrow{AB}
\vec{F}
\overline{AB}
""".strip().splitlines()

SCIENCE = r"""
v=\frac{s}{t}
v=36\,\text{km/h}=10\,\text{m/s}
D=\frac{m}{V}
p=\frac{F}{S}
p=d\cdot h
F_A=d\cdot V
P=10\cdot m
A=F\cdot s
\mathscr{P}=\frac{A}{t}
W_đ=\frac{1}{2}mv^2
W_t=mgh
Q=mc\Delta t
Q=m\lambda
I=\frac{U}{R}
R=\rho\frac{l}{S}
R_{tđ}=R_1+R_2
\frac{1}{R}=\frac{1}{R_1}+\frac{1}{R_2}
\mathscr{P}=UI=I^2R=\frac{U^2}{R}
A=UIt
Q=I^2Rt
\frac{1}{f}=\frac{1}{d}+\frac{1}{d'}
\frac{n_1}{n_2}=\frac{U_1}{U_2}
\frac{\sin i}{\sin r}=n
M=F\cdot d
F_1d_1=F_2d_2
t=25^\circ\mathrm{C}
T(\mathrm{K})=t(^\circ\mathrm{C})+273
3\cdot 10^8\,\text{m/s}
1{,}6\cdot 10^{-19}\,\mathrm{C}
1000\,\text{kg/m}^3
U=220\,\mathrm{V}
\lambda=0{,}5\,\mu\mathrm{m}
\ce{H2SO4}
\ce{Ca(OH)2}
\ce{CO2}
\ce{NaCl}
\ce{Fe2O3}
\ce{Al2(SO4)3}
\ce{2H2 + O2 -> 2H2O}
\ce{CaCO3 -> CaO + CO2 ^}
\ce{N2 + 3H2 <=> 2NH3}
\ce{Na^+}
\ce{SO4^{2-}}
\ce{Fe^{3+}}
\ce{Zn + 2HCl -> ZnCl2 + H2 ^}
\ce{AgNO3 + NaCl -> AgCl v + NaNO3}
\ce{CH4 + 2O2 -> CO2 + 2H2O}
\ce{C2H5OH}
\ce{CuSO4.5H2O}
n=\frac{m}{M}
n=\frac{V}{24{,}79}
C_M=\frac{n}{V}
C\%=\frac{m_{ct}}{m_{dd}}\cdot 100\%
H\%=\frac{m_{tt}}{m_{lt}}\cdot 100\%
d_{A/B}=\frac{M_A}{M_B}
d_{A/kk}=\frac{M_A}{29}
{}_{6}^{12}\mathrm{C}
\mathrm{S}+\mathrm{O_2}\xrightarrow{t^\circ}\mathrm{SO_2}
\text{pH}<7
m_A+m_B=m_C+m_D
""".strip().splitlines()

ALL = [*ONCE_WRONG, *NUMBERS, *SECONDARY, *SCIENCE]
