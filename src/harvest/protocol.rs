//! Protocol documents.
