"""Tables as workbooks of a spreadsheet (ISO/IEC 29500-1:2016, SpreadsheetML, transitional). Written, not read."""
