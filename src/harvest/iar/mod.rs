//! IAR logs.
