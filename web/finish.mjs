// Trunk runs this after each build: one step after the other, as some change the same
// file, and Trunk would run hooks of their own at the same time.
import "./styles.mjs";
import "./policy.mjs";
import "./shrink.mjs";
