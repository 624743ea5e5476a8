//! Who takes what? Jobs over people who agreed to share work, so that all of it together disturbs least.
//!
//! ```text
//! cost(job, person) = load + focus * urgency + lack of skill + what the person was given already       in coarse steps
//! ```
//!
//! The least sum over all ways is found ([`attentive_learn::assignment`]). Load, focus and skill come in three coarse steps, told by each person's
//! own program; the answer says who gets what and never why one person rather than another: reasons speak of the job alone. People who did not agree
//! are not looked at: nothing about them changes an answer (a test holds this). Steps and weights are this project's choice.
//!
//! Who may ask over and over with made-up jobs could still guess at steps from the answers; that is for the door to forbid.

use attentive_learn::assignment::assign;
use attentive_types::{Reason, Urgency};

use super::reason::stated;

/// A share, in steps so coarse that they tell little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coarse {
    /// Little or none.
    Low,
    /// Some; also what is not known.
    #[default]
    Some,
    /// Much.
    High,
}

impl Coarse {
    fn step(self) -> f64 {
        match self {
            Self::Low => 0.0,
            Self::Some => 1.0,
            Self::High => 2.0,
        }
    }
}

/// Somebody who may be given jobs.
#[derive(Clone, Debug, PartialEq)]
pub struct Colleague {
    /// Whose these are.
    pub person_id: String,
    /// Whether they agreed to be given jobs so; otherwise they are not considered.
    pub has_agreed: bool,
    /// How much they have to do already.
    pub load: Coarse,
    /// How much of their time now is focus.
    pub focus: Coarse,
    /// What they can do, and how well; what is not named they cannot.
    pub skills: Vec<(String, Coarse)>,
    /// How many jobs they take at most.
    pub may_take: u8,
}

/// Something that somebody has to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its own name.
    pub job_id: String,
    /// What one must be able to do for it; `None` when anybody can.
    pub skill: Option<String>,
    /// How much it presses; what presses more minds focus less.
    pub urgency: Urgency,
}

/// Who gets a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The job.
    pub job_id: String,
    /// Who gets it; `None` when nobody can.
    pub to: Option<String>,
    /// Why; it tells nobody's state.
    pub reason: Reason,
}

/// Gives jobs to people who agreed: as many as can be, and of all such ways the one with the least cost. In the order of the jobs.
///
/// ```
/// use attentive_pipeline::decide::assign::{Coarse, Colleague, Job, share_out};
/// use attentive_types::Urgency;
/// let person = |id: &str, load| Colleague {
///     person_id: id.into(), has_agreed: true, load, focus: Coarse::Some, skills: vec![], may_take: 2,
/// };
/// let job = Job { job_id: "call back".into(), skill: None, urgency: Urgency::Normal };
/// let given = share_out(&[job], &[person("ada", Coarse::High), person("ben", Coarse::Low)]);
/// assert_eq!(given[0].to.as_deref(), Some("ben"));
/// ```
#[must_use]
pub fn share_out(jobs: &[Job], people: &[Colleague]) -> Vec<Given> {
    // One column for each job that a person may take; later ones cost more, so that work is spread.
    let agreed: Vec<&Colleague> = people.iter().filter(|person| person.has_agreed).collect();
    let places: Vec<(&Colleague, f64)> =
        agreed.iter().flat_map(|person| (0..person.may_take).map(|taken| (*person, f64::from(taken)))).collect();
    let costs: Vec<Vec<f64>> =
        jobs.iter().map(|job| places.iter().map(|(person, taken)| cost(job, person) + taken).collect()).collect();
    // All costs are numbers or infinite and all rows are of one length, so there is always an answer.
    let found = assign(&costs).unwrap_or_else(|_| vec![None; jobs.len()]);
    let give = |(job, place): (&Job, Option<usize>)| {
        let to = place.and_then(|place| places.get(place)).map(|(person, _)| person.person_id.clone());
        let reason = match &to {
            Some(_) => stated("given", "of those who agreed and can do it, all jobs together are best shared so", 1.0),
            None if agreed.is_empty() => stated("nobody-agreed", "nobody agreed to be given jobs", -1.0),
            None if !agreed.iter().any(|person| skill(job, person).is_some()) => {
                stated("nobody-can", "nobody who agreed has what it asks for", -1.0)
            }
            None => stated("no-room", "those who agreed and can do it take no more", -1.0),
        };
        Given { job_id: job.job_id.clone(), to, reason }
    };
    jobs.iter().zip(found).map(give).collect()
}

/// Infinite when the person cannot do it.
fn cost(job: &Job, person: &Colleague) -> f64 {
    let Some(skill) = skill(job, person) else { return f64::INFINITY };
    let minds_focus = match job.urgency {
        Urgency::Low | Urgency::Normal => 1.5,
        Urgency::High => 0.75,
        Urgency::Urgent => 0.25,
    };
    person.load.step() + minds_focus * person.focus.step() + (Coarse::High.step() - skill.step())
}

/// How well the person can do the job; `None` when not at all.
fn skill(job: &Job, person: &Colleague) -> Option<Coarse> {
    let Some(wanted) = &job.skill else { return Some(Coarse::High) };
    person.skills.iter().find(|(name, _)| name == wanted).map(|(_, how)| *how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STEPS: [Coarse; 3] = [Coarse::Low, Coarse::Some, Coarse::High];

    fn person(id: &str, load: Coarse, focus: Coarse) -> Colleague {
        let skills = vec![("rust".to_owned(), Coarse::Some)];
        Colleague { person_id: id.into(), has_agreed: true, load, focus, skills, may_take: 2 }
    }

    fn job(id: &str, skill: Option<&str>) -> Job {
        Job { job_id: id.into(), skill: skill.map(str::to_owned), urgency: Urgency::Normal }
    }

    fn to(given: &[Given]) -> Vec<Option<&str>> {
        given.iter().map(|one| one.to.as_deref()).collect()
    }

    #[test]
    fn work_is_spread_and_goes_to_those_whom_it_disturbs_least() {
        let people = [person("ada", Coarse::Low, Coarse::High), person("ben", Coarse::Low, Coarse::Low)];
        assert_eq!(to(&share_out(&[job("one", None)], &people)), [Some("ben")]);
        let both = share_out(&[job("one", None), job("two", None), job("three", None)], &people);
        assert_eq!(to(&both).iter().filter(|one| **one == Some("ada")).count(), 1);
    }

    #[test]
    fn who_did_not_agree_gets_nothing_although_it_would_cost_least() {
        let mut people = [person("ada", Coarse::High, Coarse::High), person("ben", Coarse::Low, Coarse::Low)];
        people[1].has_agreed = false;
        assert_eq!(to(&share_out(&[job("one", None)], &people)), [Some("ada")]);
        people[0].has_agreed = false;
        assert_eq!(share_out(&[job("one", None)], &people)[0].reason.code, "nobody-agreed");
    }

    #[test]
    fn what_nobody_can_do_and_what_nobody_has_room_for_is_said() {
        let people = [person("ada", Coarse::Low, Coarse::Low)];
        let jobs = [
            job("one", Some("rust")),
            job("two", Some("rust")),
            job("three", Some("rust")),
            job("four", Some("cobol")),
        ];
        let given = share_out(&jobs, &people);
        let codes: Vec<&str> = given.iter().map(|one| one.reason.code.as_str()).collect();
        assert_eq!(codes.iter().filter(|code| **code == "given").count(), 2);
        assert_eq!((codes.iter().filter(|code| **code == "no-room").count(), codes[3]), (1, "nobody-can"));
    }

    proptest! {
        #[test]
        fn nothing_about_those_who_did_not_agree_changes_an_answer_and_no_answer_tells_a_state(
            drawn in prop::collection::vec((0..3_usize, 0..3_usize, any::<bool>()), 1..7),
            other in prop::collection::vec((0..3_usize, 0..3_usize), 7), count in 1..5_usize,
        ) {
            let people: Vec<Colleague> = drawn
                .iter()
                .enumerate()
                .map(|(place, (load, focus, has_agreed))| Colleague { has_agreed: *has_agreed, ..person(&format!("p{place}"), STEPS[*load], STEPS[*focus]) })
                .collect();
            let jobs: Vec<Job> = (0..count).map(|place| job(&format!("j{place}"), None)).collect();
            let given = share_out(&jobs, &people);
            let mut changed = people.clone();
            for (person, (load, focus)) in changed.iter_mut().zip(&other).filter(|(person, _)| !person.has_agreed) {
                (person.load, person.focus, person.may_take) = (STEPS[*load], STEPS[*focus], 9);
            }
            prop_assert_eq!(&share_out(&jobs, &changed), &given);
            for one in &given {
                prop_assert!(one.reason.value.is_none());
                prop_assert!(people.iter().all(|person| !one.reason.text.contains(&person.person_id)));
            }
        }
    }
}
