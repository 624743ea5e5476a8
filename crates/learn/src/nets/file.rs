//! A net as a model file, and back: [`model_file`](crate::model_file) with one tensor for each matrix of weights.
//!
//! | in the file | what it is |
//! | --- | --- |
//! | `columns` of the manifest | the channels, under the name of the architecture, such as `cnn-lstm` |
//! | `labels` | the classes |
//! | tensor `settings` | the settings of the architecture in the order of [`Architecture::settings`], whole numbers |
//! | tensor `window` | samples in a window, and 1 where gaps are told by a channel of their own |
//! | tensors `mean`, `spread` | of each channel |
//! | any other | the weights of that name, inner x outer |

use std::collections::BTreeMap;

use super::prepared::Scale;
use super::{Architecture, Net, Shape};
use crate::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

/// The kind of model file.
pub const KIND: &str = "net";
/// What its numbers mean.
pub const VERSION: u32 = 1;

impl Net {
    /// The net as a model file; the program's version and the data go into its manifest.
    #[must_use]
    pub fn to_file(&self, program_version: &str, learnt_from: LearntFrom) -> ModelFile {
        let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let settings: Vec<u32> = self.architecture.settings().iter().map(|(_, number)| whole(*number)).collect();
        let mut tensors = Tensors::default();
        tensors.put_whole("settings", &settings);
        tensors.put_whole("window", &[whole(self.length), u32::from(self.scale.tells_gaps)]);
        tensors.put("mean", &self.scale.mean);
        tensors.put("spread", &self.scale.spread);
        for weight in &self.weights {
            tensors.put_matrix(&weight.name, &weight.values, weight.shape);
        }
        let units = [("a sample", "the unit at the end of its channel's name"), ("an answer", "shares of one")];
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: program_version.to_owned(),
            columns: BTreeMap::from([(self.architecture.name().to_owned(), self.channels.clone())]),
            labels: self.labels.clone(),
            units: units.iter().map(|(what, unit)| ((*what).to_owned(), (*unit).to_owned())).collect(),
            made_with: BTreeMap::new(),
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// The net of a model file.
    ///
    /// # Errors
    /// When its parts are not those of a net that this version knows, or do not fit together; the error says which.
    pub fn from_file(file: &ModelFile) -> Result<Self, ModelFault> {
        let odd = |what: String| ModelFault::Inconsistent { what };
        let manifest = &file.manifest;
        if manifest.kind != KIND {
            return Err(ModelFault::OtherKind { expected: KIND.to_owned(), found: manifest.kind.clone() });
        }
        if manifest.version != VERSION {
            return Err(ModelFault::OtherVersion { expected: VERSION, found: manifest.version });
        }
        let mut columns = manifest.columns.iter();
        let (Some((name, channels)), None) = (columns.next(), columns.next()) else {
            return Err(odd("it names no architecture, or several".to_owned()));
        };
        let whole = |name: &str| {
            let numbers = file.tensors.whole(name).ok_or_else(|| odd(format!("{name:?} is lacking")));
            numbers.map(|numbers| numbers.iter().map(|number| *number as usize).collect::<Vec<usize>>())
        };
        let architecture = Architecture::of(name, &whole("settings")?);
        let architecture =
            architecture.ok_or_else(|| odd(format!("this version knows no net {name:?} of such settings")))?;
        let [length, tells_gaps] = whole("window")?[..] else { return Err(odd("\"window\"".to_owned())) };
        let scale = scale(file, channels.len(), tells_gaps == 1)?;
        if channels.is_empty() || manifest.labels.len() < 2 {
            return Err(odd("it has no channels, or fewer than two labels".to_owned()));
        }
        let shape = Shape { steps: length, channels: scale.channels() };
        let plan = architecture.check(shape).and_then(|()| architecture.weights(shape, manifest.labels.len(), 0));
        let mut weights = plan.map_err(|fault| odd(fault.to_string()))?;
        for weight in &mut weights {
            let name = &weight.name;
            let found = file.tensors.matrix(name);
            let (values, shape) =
                found.ok_or_else(|| odd(format!("{name:?} is lacking, or holds what is no number")))?;
            if shape != weight.shape {
                return Err(odd(format!("{name:?} is {shape:?}, not {:?}", weight.shape)));
            }
            weight.values = values.to_vec();
        }
        let (channels, labels) = (channels.clone(), manifest.labels.clone());
        Ok(Self { architecture, channels, length, labels, scale, weights })
    }
}

fn scale(file: &ModelFile, channels: usize, tells_gaps: bool) -> Result<Scale, ModelFault> {
    let row = |name: &str| {
        let values = file.tensors.values(name).filter(|values| values.len() == channels);
        values.map(<[f32]>::to_vec).ok_or_else(|| ModelFault::Inconsistent { what: format!("{name:?}") })
    };
    let (mean, spread) = (row("mean")?, row("spread")?);
    if spread.iter().any(|spread| *spread <= 0.0) {
        return Err(ModelFault::Inconsistent { what: "a spread is not more than 0".to_owned() });
    }
    Ok(Scale { mean, spread, tells_gaps })
}

#[cfg(test)]
mod tests {
    use super::super::made_up::windows;
    use super::super::{Cnn, Training};
    use super::*;

    fn net(architecture: Architecture) -> Net {
        let mut data = windows(3, 6, 1);
        data.values[1][3] = f32::NAN;
        Training { rounds: 1, ..Training::default() }.fit(architecture, &data, &mut |_| ()).unwrap()
    }

    fn reread(file: &ModelFile) -> Result<Net, ModelFault> {
        let bytes = file.to_bytes()?;
        Net::from_file(&ModelFile::from_bytes(&bytes, KIND, VERSION)?)
    }

    #[test]
    fn each_architecture_comes_back_bit_for_bit() {
        for architecture in Architecture::all() {
            let net = net(architecture);
            let file = net.to_file("0.1.0", LearntFrom { people: 3, ..LearntFrom::default() });
            assert_eq!(reread(&file).unwrap(), net, "{}", architecture.name());
        }
    }

    #[test]
    fn what_is_damaged_foreign_or_does_not_fit_is_refused_with_the_reason() {
        let whole = net(Architecture::Cnn(Cnn::default())).to_file("0.1.0", LearntFrom::default());
        let fault = |change: &dyn Fn(&mut ModelFile)| {
            let mut file = whole.clone();
            change(&mut file);
            reread(&file).unwrap_err().to_string()
        };
        assert!(fault(&|file| file.manifest.kind = "gaze-events".into()).contains("gaze-events"));
        assert!(fault(&|file| file.manifest.version = 9).contains("version 9"));
        let renamed = |file: &mut ModelFile| {
            let channels = file.manifest.columns.remove("cnn").unwrap();
            file.manifest.columns.insert("lstm".into(), channels);
        };
        assert!(fault(&renamed).contains("no net \"lstm\""));
        assert!(fault(&|file| file.manifest.columns.clear()).contains("no architecture"));
        assert!(fault(&|file| file.tensors.put_whole("settings", &[32, 5, 2, 0])).contains("stride must be"));
        assert!(fault(&|file| file.tensors.put_whole("settings", &[16, 5, 2, 2])).contains("conv0.weight"));
        assert!(fault(&|file| file.tensors.put_whole("settings", &[4_000, 4_000, 64, 1])).contains("looks at"));
        assert!(fault(&|file| file.tensors.put_whole("window", &[u32::MAX, 1])).contains("smaller"));
        assert!(fault(&|file| file.tensors.put("mean", &[1.0])).contains("mean"));
        assert!(fault(&|file| file.tensors.put("spread", &[0.0, 1.0])).contains("spread"));
        assert!(fault(&|file| file.tensors.put_matrix("head.bias", &[f32::NAN, 0.0], [1, 2])).contains("head.bias"));
        assert!(fault(&|file| file.manifest.labels.truncate(1)).contains("labels"));
        let mut bytes = whole.to_bytes().unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(ModelFile::from_bytes(&bytes, KIND, VERSION), Err(ModelFault::Damaged));
    }
}
