//! Opening: from a path to a connection that may be trusted, or a plain reason why not. A file that is refused is left
//! as it is.

use rusqlite::Connection;

use super::{Holder, connection, integrity, meta, migrations, place};
use crate::error::StoreError;
use crate::options::OpenOptions;

/// A file that is ready.
pub(crate) struct Opened {
    /// To write with, or to read with when it was opened for reading.
    pub(crate) connection: Connection,
    /// This machine's name for itself.
    pub(crate) device_id: String,
}

/// Opens for writing: makes, checks and migrates the file as needed.
pub(crate) fn open_for_writing(options: &OpenOptions) -> Result<(Opened, Holder), StoreError> {
    place::prepare(&options.path)?;
    let (holder, is_alone) = Holder::take(&options.path)?;
    let mut connection = connection::for_writing(options)?;
    let found = migrations::identify(&connection)?;
    connection::make_durable(&connection, options)?;
    if is_alone && found > 0 && (options.is_always_checked || !integrity::is_clean(&connection)?) {
        integrity::check(&connection)?;
    }
    migrations::migrate(&mut connection)?;
    meta::set(&connection, meta::IS_CLEAN, "0")?;
    let device_id = device_id(&connection)?;
    Ok((Opened { connection, device_id }, holder))
}

/// Opens for reading only: nothing is made, changed or checked.
pub(crate) fn open_for_reading(options: &OpenOptions) -> Result<Opened, StoreError> {
    place::require(&options.path)?;
    let connection = connection::for_reading(options)?;
    let found = migrations::identify(&connection)?;
    if found < migrations::NEWEST {
        let what = format!("the database has the older schema version {found}; open it once for writing");
        return Err(StoreError::Invalid { what });
    }
    let device_id = device_id(&connection)?;
    Ok(Opened { connection, device_id })
}

fn device_id(connection: &Connection) -> Result<String, StoreError> {
    meta::get(connection, "device_id")?.ok_or_else(|| StoreError::broken("the device id is missing"))
}
