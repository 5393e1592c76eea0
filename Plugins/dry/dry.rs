//! DRY: penalises a token that would extend a repeated passage, more for longer passages. Motifs can recur, but a tune
//! does not get stuck in a loop.
use std::ffi::{c_char, c_void, CStr};

// The declarations of muse_plugin.h that a sampler needs.
#[repr(C)]
pub struct Setting {
    name: *const c_char,
    number: f64,
    text: *const c_char,
}
#[repr(C)]
pub struct Instance {
    data: *mut c_void,
    extension: extern "C" fn(*const Instance, *const c_char) -> *const c_void,
    destroy: extern "C" fn(*mut Instance),
}
#[repr(C)]
pub struct Factory {
    count: u32,
    kind: extern "C" fn(u32) -> *const c_char,
    component: extern "C" fn(u32) -> *const c_char,
    create: extern "C" fn(u32, *const Setting, usize, *mut c_char) -> *mut Instance,
}
#[repr(C)]
pub struct Entry {
    version: u32,
    start: extern "C" fn(*const c_char, *mut c_char) -> bool,
    factory: extern "C" fn() -> *const Factory,
}
#[repr(C)]
pub struct Sampler {
    begin: extern "C" fn(*const Instance) -> *mut c_void,
    adjust: extern "C" fn(*const Instance, *mut c_void, *mut f32, usize, *const i32, usize, *mut c_char) -> bool,
    end: extern "C" fn(*const Instance, *mut c_void),
}

struct Dry {
    multiplier: f32,
    base: f32,
    allowed: usize,
}

impl Dry {
    fn adjust(&self, scores: &mut [f32], tokens: &[i32]) {
        // For each token, the length of the longest suffix of the tune that it has followed before.
        let mut longest = vec![0usize; scores.len()];
        for place in 1..tokens.len() {
            let (before, now) = (tokens[..place].iter().rev(), tokens.iter().rev());
            let length = before.zip(now).take_while(|(a, b)| a == b).count();
            let token = tokens[place] as usize;
            longest[token] = longest[token].max(length);
        }
        for (score, &length) in scores.iter_mut().zip(&longest) {
            if length >= self.allowed {
                // The penalty is finite, so that no token is excluded.
                *score -= (self.multiplier * self.base.powi((length - self.allowed) as i32)).min(1e6);
            }
        }
    }
}

extern "C" fn begin(_: *const Instance) -> *mut c_void {
    std::ptr::null_mut()
}

extern "C" fn adjust(
    instance: *const Instance, _: *mut c_void, scores: *mut f32, size: usize, tokens: *const i32, count: usize,
    _: *mut c_char,
) -> bool {
    // The pointer may be null if there are no tokens.
    let (scores, tokens) = unsafe {
        let tokens = if count == 0 { &[][..] } else { std::slice::from_raw_parts(tokens, count) };
        (std::slice::from_raw_parts_mut(scores, size), tokens)
    };
    unsafe { &*((*instance).data as *const Dry) }.adjust(scores, tokens);
    true
}

extern "C" fn end(_: *const Instance, _: *mut c_void) {}

static SAMPLER: Sampler = Sampler { begin, adjust, end };

extern "C" fn extension(_: *const Instance, id: *const c_char) -> *const c_void {
    match unsafe { CStr::from_ptr(id) }.to_bytes() {
        b"muse.sampler/1" => &SAMPLER as *const Sampler as *const c_void,
        _ => std::ptr::null(),
    }
}

extern "C" fn destroy(instance: *mut Instance) {
    unsafe {
        let instance = Box::from_raw(instance);
        drop(Box::from_raw(instance.data as *mut Dry));
    }
}

extern "C" fn kind(_: u32) -> *const c_char {
    b"sampler\0".as_ptr() as *const c_char
}

extern "C" fn component(_: u32) -> *const c_char {
    b"dry\0".as_ptr() as *const c_char
}

extern "C" fn create(_: u32, settings: *const Setting, count: usize, _: *mut c_char) -> *mut Instance {
    let mut dry = Dry { multiplier: 0.8, base: 1.3, allowed: 12 };
    for i in 0..count {
        let setting = unsafe { &*settings.add(i) };
        match unsafe { CStr::from_ptr(setting.name) }.to_bytes() {
            b"multiplier" => dry.multiplier = setting.number as f32,
            b"base" => dry.base = setting.number as f32,
            b"allowed" => dry.allowed = setting.number as usize,
            _ => {}
        }
    }
    let data = Box::into_raw(Box::new(dry)) as *mut c_void;
    Box::into_raw(Box::new(Instance { data, extension, destroy }))
}

extern "C" fn start(_: *const c_char, _: *mut c_char) -> bool {
    true
}

extern "C" fn factory() -> *const Factory {
    static FACTORY: Factory = Factory { count: 1, kind, component, create };
    &FACTORY
}

#[no_mangle]
pub static muse_plugin_entry: Entry = Entry { version: 1, start, factory };
