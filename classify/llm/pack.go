package llm

import "fmt"

// task is one item on its way to an answer.
type task struct {
	item   Item
	tokens int    // of its line in a prompt
	reply  int    // tokens that its entry of the reply may take
	most   int    // items in a request that it may be in
	full   bool   // the reply to it alone did not fit once: the next may be as long as any
	tries  int    // requests that it was alone in
	why    reason // it has no answer so far
}

// pack is one request to be.
type pack struct {
	tasks     []*task
	prompt    int // tokens of the prompt, from above
	reply     int // tokens that the entries may take
	most      int // items that may be in it
	questions map[string]bool
}

const (
	// mostItems bounds the items of a request: models lose track of long lists,
	// and what a request costs is mostly the menu up to a few dozen.
	mostItems = 24
	// leastReply is what a reply may have at least, in tokens.
	leastReply = 512
)

// newTask returns a task for an item, alone in its request or not.
func newTask(it Item, alone bool) *task {
	t := &task{item: it, most: mostItems}
	if alone {
		t.most = 1
	}
	text := Tokens(it.Text)
	t.tokens = Tokens(itemLine(mostItems, "Q10", it.Text)) + 1
	// Around 50 tokens a tag, a tag for every 20 words or so.
	t.reply = 24 + min(max(1+text/20, 1), 6)*(30+min(text, 24))
	return t
}

// packer puts tasks into requests about one menu.
type packer struct {
	*prompter
	context, output int // Config.ContextTokens and MaxOutputTokens
}

// fits returns an error where the menu leaves no room for an item and a reply.
func (p *packer) fits() error {
	if len(p.menu.Themes) == 0 {
		return fmt.Errorf("wanted a theme to ask a model about, found none: the codebook has no theme that is not of combine: lookup")
	}
	need := p.fixed + 2*leastReply
	if need <= p.context {
		return nil
	}
	return fmt.Errorf("the menu of %d themes does not fit the model's context: it takes about %d tokens with the least room for an answer and its reply, the context has %d; raise --llm-context-tokens where the model has more, shorten definitions and examples of the codebook, or give themes combine: lookup",
		len(p.menu.Themes), need, p.context)
}

// pack puts tasks into requests, in their order. Tasks that go alone do not
// close the request that is being filled. What does not fit alone is marked and
// left out.
func (p *packer) pack(tasks []*task) (packs []*pack) {
	var open *pack
	for _, t := range tasks {
		lone := p.empty()
		p.add(lone, t)
		switch {
		case lone.prompt+min(lone.reply, leastReply) > p.context:
			t.why = tooLong
		case t.most == 1:
			packs = append(packs, lone)
		case open != nil && p.takes(open, t):
			p.add(open, t)
		default:
			if open != nil {
				packs = append(packs, open)
			}
			open = lone
		}
	}
	if open != nil {
		packs = append(packs, open)
	}
	return packs
}

func (p *packer) empty() *pack {
	return &pack{prompt: p.fixed, most: mostItems, questions: map[string]bool{"": true}}
}

// takes reports whether a further task fits.
func (p *packer) takes(k *pack, t *task) bool {
	reply := k.reply + t.reply
	return len(k.tasks) < min(k.most, t.most) && reply <= p.output &&
		k.prompt+t.tokens+p.question(k, t)+reply <= p.context
}

func (p *packer) add(k *pack, t *task) {
	k.prompt += t.tokens + p.question(k, t)
	k.reply += t.reply
	k.most = min(k.most, t.most)
	k.questions[t.item.Question] = true
	k.tasks = append(k.tasks, t)
}

// question returns the tokens that a task's question adds to a request.
func (p *packer) question(k *pack, t *task) int {
	if k.questions[t.item.Question] {
		return 0
	}
	n := Tokens(questionLine("Q10", t.item.Question)) + 1
	if len(k.questions) == 1 {
		n += Tokens(p.words.questions)
	}
	return n
}

// maxReply returns how many tokens the reply to a request may have: twice what
// is expected, or all that is left where that was too little for an item alone.
func (p *packer) maxReply(k *pack) int {
	n := max(leastReply, 2*k.reply)
	if k.tasks[0].full {
		n = p.output
	}
	return min(n, p.output, p.context-k.prompt)
}

// build returns the request of a pack and its items.
func (p *packer) build(k *pack) (*Request, []Item) {
	items := make([]Item, len(k.tasks))
	for i, t := range k.tasks {
		items[i] = t.item
	}
	return p.request(items, p.maxReply(k)), items
}

// again prepares a task without an answer for another request: with half as
// many items beside it, at last alone, then once more. It reports whether there
// is another request for it.
func (t *task) again(k *pack) bool {
	switch {
	case t.why != refused && t.why != invalid && t.why != truncated:
		return false
	case len(k.tasks) > 1:
		t.most = (len(k.tasks) + 1) / 2
		return true
	}
	t.tries++
	if t.why == truncated && !t.full {
		t.full = true
		return true
	}
	return t.why == invalid && t.tries < 2
}
