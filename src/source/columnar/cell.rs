//! The value of a cell as text.

use arrow_array::cast::AsArray as _;
use arrow_array::temporal_conversions::as_datetime;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, DecimalType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};

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

/// Whether values of a type are read as text: strings, bytes, numbers, dates, and lists of them.
pub(super) fn holds_text(of: &DataType) -> bool {
    match of {
        DataType::Dictionary(_, values) => holds_text(values),
        DataType::List(item) | DataType::LargeList(item) => holds_text(item.data_type()),
        DataType::Null | DataType::Boolean => true,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => true,
        DataType::Float32 | DataType::Float64 => true,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => true,
        other => other.is_integer() || other.is_decimal(),
    }
}

/// The text of a cell: strings as they are, lists by line, numbers as written, dates by year, month and day, times
/// in UTC; nothing for null and for types that hold no text, such as structures.
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
        DataType::Decimal32(..) => decimal::<Decimal32Type>(column, row),
        DataType::Decimal64(..) => decimal::<Decimal64Type>(column, row),
        DataType::Decimal128(..) => decimal::<Decimal128Type>(column, row),
        DataType::Decimal256(..) => decimal::<Decimal256Type>(column, row),
        DataType::Date32 => written(column.as_primitive::<Date32Type>().value_as_date(row)),
        DataType::Date64 => written(column.as_primitive::<Date64Type>().value_as_date(row)),
        DataType::Timestamp(TimeUnit::Second, _) => time::<TimestampSecondType>(column, row),
        DataType::Timestamp(TimeUnit::Millisecond, _) => time::<TimestampMillisecondType>(column, row),
        DataType::Timestamp(TimeUnit::Microsecond, _) => time::<TimestampMicrosecondType>(column, row),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => time::<TimestampNanosecondType>(column, row),
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

fn decimal<T: DecimalType>(column: &dyn Array, row: usize) -> String {
    column.as_primitive::<T>().value_as_string(row)
}

fn time<T: ArrowTimestampType>(column: &dyn Array, row: usize) -> String {
    written(as_datetime::<T>(column.as_primitive::<T>().value(row)))
}

/// A date or time; nothing if it lies outside every calendar.
fn written(moment: Option<impl std::fmt::Display>) -> String {
    moment.map(|moment| moment.to_string()).unwrap_or_default()
}

fn lines(items: &dyn Array, depth: u32) -> String {
    let items = (0..items.len()).map(|row| value(items, row, depth - 1)).filter(|item| !item.is_empty());
    items.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        Date32Array, Decimal128Array, Int8Array, StringArray, StructArray, Time32SecondArray, TimestampMicrosecondArray,
    };

    use super::*;

    #[test]
    fn what_holds_text_is_told_as_it_is_written() {
        let price = Decimal128Array::from(vec![-1250]).with_precision_and_scale(10, 2).unwrap();
        let time = TimestampMicrosecondArray::from(vec![1_700_000_000_000_001]).with_timezone("Asia/Bangkok");
        let columns: [(ArrayRef, &str); 7] = [
            (Arc::new(StringArray::from(vec!["a\u{0}b"])), "a\u{0}b"),
            (Arc::new(Int8Array::from(vec![-7])), "-7"),
            (Arc::new(price), "-12.50"),
            (Arc::new(Date32Array::from(vec![19_675])), "2023-11-14"),
            (Arc::new(Date32Array::from(vec![i32::MAX])), ""),
            (Arc::new(time), "2023-11-14 22:13:20.000001"),
            (Arc::new(Int8Array::from(vec![None])), ""),
        ];
        for (column, expected) in columns {
            assert!(holds_text(column.data_type()));
            assert_eq!(text(&column, 0), expected, "{}", column.data_type());
        }
        let none: [ArrayRef; 2] =
            [Arc::new(StructArray::new_empty_fields(1, None)), Arc::new(Time32SecondArray::from(vec![1]))];
        assert!(none.iter().all(|column| !holds_text(column.data_type()) && text(column, 0).is_empty()));
    }
}
