"""The catalogue of matters open to commitment (承诺事项清单), public and searchable.

    matter_list.py the matters of matters.toml (data, dated versions), checked when loaded
    queries.py     search: words, pinyin initials, department, sector, type, trade
    exporting.py   the whole list as CSV, XLSX or JSON, with data dictionary and licence
    routes.py      handlers

A matter is signed here (`where = "app"`: it names the template) or at a department's counter,
and the list says which. Idea: 国办发〔2020〕42号 (告知承诺制) asks departments to publish their
lists; the entries here are samples, a department's own published list prevails.
"""
