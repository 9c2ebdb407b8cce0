//! The value of a cell as text.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::super::error::SourceErrorKind;

/// Lists within lists deeper than this are left out.
const DEEPEST: u32 = 4;

/// Whether what should be text is: bytes that are not UTF-8 are no text of an ad.
pub(super) fn check(column: &ArrayRef, row: usize) -> Result<(), SourceErrorKind> {
    let bytes = match column.data_type() {
        _ if row >= column.len() || column.is_null(row) => return Ok(()),
        DataType::Binary => column.as_binary::<i32>().value(row),
        DataType::LargeBinary => column.as_binary::<i64>().value(row),
        DataType::BinaryView => column.as_binary_view().value(row),
        _ => return Ok(()),
    };
    let text = std::str::from_utf8(bytes);
    text.map(drop).map_err(|_| SourceErrorKind::Encoding { encoding: encoding_rs::UTF_8.name() })
}

/// The text of a cell: strings as they are, lists by line, numbers as written; nothing for null and for types that hold no
/// text, such as structures and times.
pub(super) fn text(column: &ArrayRef, row: usize) -> String {
    value(column.as_ref(), row, DEEPEST)
}

fn value(column: &dyn Array, row: usize, depth: u32) -> String {
    if row >= column.len() || column.is_null(row) || depth == 0 {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Binary => String::from_utf8_lossy(column.as_binary::<i32>().value(row)).into_owned(),
        DataType::LargeBinary => String::from_utf8_lossy(column.as_binary::<i64>().value(row)).into_owned(),
        DataType::BinaryView => String::from_utf8_lossy(column.as_binary_view().value(row)).into_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Int8 => number::<Int8Type>(column, row),
        DataType::Int16 => number::<Int16Type>(column, row),
        DataType::Int32 => number::<Int32Type>(column, row),
        DataType::Int64 => number::<Int64Type>(column, row),
        DataType::UInt8 => number::<UInt8Type>(column, row),
        DataType::UInt16 => number::<UInt16Type>(column, row),
        DataType::UInt32 => number::<UInt32Type>(column, row),
        DataType::UInt64 => number::<UInt64Type>(column, row),
        DataType::Float32 => number::<Float32Type>(column, row),
        DataType::Float64 => number::<Float64Type>(column, row),
        DataType::Dictionary(_, _) => {
            let column = column.as_any_dictionary();
            let key = value(column.keys(), row, depth).parse().unwrap_or(usize::MAX);
            value(column.values().as_ref(), key, depth - 1)
        }
        DataType::List(_) => lines(column.as_list::<i32>().value(row).as_ref(), depth),
        DataType::LargeList(_) => lines(column.as_list::<i64>().value(row).as_ref(), depth),
        _ => String::new(),
    }
}

fn number<T: ArrowPrimitiveType<Native: std::fmt::Display>>(column: &dyn Array, row: usize) -> String {
    column.as_primitive::<T>().value(row).to_string()
}

fn lines(items: &dyn Array, depth: u32) -> String {
    let items = (0..items.len()).map(|row| value(items, row, depth - 1)).filter(|item| !item.is_empty());
    items.collect::<Vec<_>>().join("\n")
}
