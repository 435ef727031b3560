// Shows a question as soon as the one it waits for is answered so, and hides it again; what was written in it stays. Of an
// answer on an earlier page `data-met` says whether it is. Without it the server decides each time the page is saved.

export default function conditions(root) {
  for (const event of ["input", "change", "capacity:put"]) root.addEventListener(event, decide);
  decide();

  function decide() {
    for (const question of root.querySelectorAll("[data-question][data-waits]:not([data-gone])")) {
      const source = root.querySelector(`[data-question="${question.dataset.waits}"]`);
      show(question, source ? !source.hidden && isMet(question, given(source)) : question.dataset.met === "yes");
    }
    const asleep = root.querySelector("[data-asleep]");
    if (asleep) asleep.hidden = [...root.querySelectorAll("[data-question]")].some((one) => !one.hidden);
  }

  // The page says to the server which questions stood before whoever sends it.
  function show(question, asked) {
    question.hidden = !asked;
    question.querySelector("input[name=seen]").disabled = !asked;
  }
}

function isMet(question, answers) {
  return answers.some((answer) => question.dataset.answers.split(" ").includes(answer));
}

function given(question) {
  const chosen = [...question.querySelectorAll("input:checked")];
  return chosen.map((field) => (question.dataset.kind === "acknowledgement" ? "yes" : field.value));
}
