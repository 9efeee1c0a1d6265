import type { Filter } from "./filter.ts";

/** Answers of authors with fewer followers are checked for being spam. */
const CHECKED_BELOW_FOLLOWERS = 5_000;
/** From here on an author's answers are trusted, however much is answered to them. */
const TRUSTED_FROM_FOLLOWERS = 5_000;
/** Words that an honest answer has at least. */
const SHORTEST_ANSWER = 4;

/** Links to domains that sell attention. */
export const SpamDomainFilter: Filter = {
  name: "SpamDomainFilter",
  keeps: ({ post }, { settings }) => !settings.spamDomains.has(post.link),
};

/** Short answers by small accounts, and by any account that is not trusted when they carry a link. */
export const ReplySpamFilter: Filter = {
  name: "ReplySpamFilter",
  keeps({ post }) {
    if (!post.isReply) return true;
    const { followers } = post.author;
    if (followers < CHECKED_BELOW_FOLLOWERS && post.words.length < SHORTEST_ANSWER) return false;
    return followers >= TRUSTED_FROM_FOLLOWERS || post.link === "";
  },
};
