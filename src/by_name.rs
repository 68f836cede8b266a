//! Reading JSON into types, objects by their fields' names only and numbers to
//! the last bit.
//!
//! serde's derived code can read a struct from a list as well, field by field.
//! Nothing here writes such lists: behind this deserializer the code for them is
//! never called, and never built, which saves the first load 6 KB.
//! serde_json reads long numbers to within a few bits, unless it brings a parser of
//! its own; here they are read by [`number`].

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::number::number;

/// Reads `text`.
///
/// # Errors
/// What is wrong with the text, and where.
pub fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = T::deserialize(ByName(&mut reader))?;
    reader.end()?;
    Ok(read)
}

/// What reads, what is read, or what gives it: passes everything on, with all
/// below it in the same wrapping.
struct ByName<T>(T);

/// Passes a call on as it is: nothing below it can be a struct.
macro_rules! pass_on {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.0.$method(visitor)
        })*
    };
}

/// Passes a call on with the visitor wrapped.
macro_rules! wrap {
    ($($method:ident($($name:ident: $kind:ty),*))*) => {
        $(fn $method<V: Visitor<'de>>(self, $($name: $kind,)* visitor: V) -> Result<V::Value, Self::Error> {
            self.0.$method($($name,)* ByName(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ByName<D> {
    type Error = D::Error;

    pass_on! {
        deserialize_ignored_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_u128 deserialize_f32 deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_identifier
    }

    wrap! {
        deserialize_option()
        deserialize_seq()
        deserialize_map()
        deserialize_tuple(length: usize)
        deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let text = <&RawValue>::deserialize(self.0)?.get();
        visitor
            .visit_f64(number(text).ok_or_else(|| Error::custom(format_args!("expected a number, found {text:.20}")))?)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let text = <&RawValue>::deserialize(self.0)?.get();
        let is_fraction = text.starts_with(|c: char| c.is_ascii_digit() || c == '-') && text.contains(['.', 'e', 'E']);
        match number(text) {
            Some(number) if is_fraction => visitor.visit_f64(number),
            _ => serde_json::Deserializer::from_str(text).deserialize_any(visitor).map_err(Error::custom),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_map(ByFields(visitor))
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for ByName<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(ByName(value))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(ByName(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(ByName(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(ByName(object))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, choice: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(ByName(choice))
    }
}

/// Takes an object and nothing else.
struct ByFields<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for ByFields<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(ByName(object))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for ByName<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(ByName(value))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(ByName(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for ByName<A> {
    type Error = A::Error;

    // A key is a text.
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(ByName(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for ByName<A> {
    type Error = A::Error;
    type Variant = ByName<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), A::Error> {
        // The name of a variant is a text.
        let (name, content) = self.0.variant_seed(seed)?;
        Ok((name, ByName(content)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(ByName(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(length, ByName(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, ByFields(visitor))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde::Deserialize;

    use super::from_str;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        number: f64,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Choice {
        Nothing,
        One(Inner),
        Two(u8, u8),
        Named { inner: Inner },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        list: Vec<Inner>,
        maybe: Option<Inner>,
        #[serde(default)]
        pair: (u8, String),
        choices: Vec<Choice>,
        any: serde_json::Value,
    }

    const TEXT: &str = r#"{"list":[{"number":1.5}],"maybe":null,"pair":[2,"x"],"any":[{"a":1}],"unknown":[[1]],
        "choices":["Nothing",{"One":{"number":2}},{"Two":[1,2]},{"Named":{"inner":{"number":3}}}]}"#;

    #[test]
    fn everything_is_read_as_serde_json_reads_it() {
        assert_eq!(from_str::<Outer>(TEXT).unwrap(), serde_json::from_str::<Outer>(TEXT).unwrap());
        for text in ["", "{", "{}", "[]", "null", "{\"list\":3}", &format!("{TEXT} x"), &TEXT.replace("1.5", "\"y\"")] {
            let told = |error: serde_json::Error| error.to_string();
            assert_eq!(
                from_str::<Outer>(text).map_err(told).is_err(),
                serde_json::from_str::<Outer>(text).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_are_read_to_the_last_bit() {
        for number in [0.373_072_342_720_784_1_f64, 1e-300, 1.797_693_134_862_315_7e308, 5e-324, -0.0, 3.0, 1e15] {
            let text = serde_json::to_string(&number).unwrap();
            assert_eq!(from_str::<f64>(&text).unwrap().to_bits(), number.to_bits(), "{text}");
            assert_eq!(from_str::<serde_json::Value>(&text).unwrap().as_f64().unwrap().to_bits(), number.to_bits());
        }
        assert_eq!(from_str::<serde_json::Value>("[12,-3]").unwrap(), serde_json::json!([12, -3]));
        for text in ["1e999", "\"1\"", "true", "{}"] {
            assert!(from_str::<f64>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_list_is_no_object() {
        assert!(serde_json::from_str::<Inner>("[1.0]").is_ok());
        let told = from_str::<Inner>("[1.0]").unwrap_err().to_string();
        assert_eq!(told, "invalid type: sequence, expected struct Inner at line 1 column 0");
        assert!(from_str::<Choice>(r#"{"Named":[{"number":3}]}"#).is_err());
    }
}
