"""Officers (工作人员): who they are, and for which divisions they act (管辖区划).

地方组织法 and 国办发〔2025〕22号: an authority acts within its own division; what is severe is
decided at the province. A jurisdiction is the beginning of a division code: '' the whole province,
'6301' a prefecture, '630104' a county. The operator makes officers on the command line, for nobody
may make themselves one; the second factor is set up at the first sign-in (`second_factor`).
"""
